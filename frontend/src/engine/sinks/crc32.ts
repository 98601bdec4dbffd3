/** CRC-32 (ISO 3309), eight bytes at a time ("slicing by 8", Kounavis and Berry 2005). */
const TABLES = makeTables();

function makeTables(): Uint32Array[] {
  const tables = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    at(tables, 0)[byte] = crc;
  }
  for (let table = 1; table < 8; table++)
    for (let byte = 0; byte < 256; byte++) {
      const before = at(tables, table - 1)[byte] ?? 0;
      at(tables, table)[byte] = (before >>> 8) ^ (at(tables, 0)[before & 255] ?? 0);
    }
  return tables;
}

function at(tables: readonly Uint32Array[], index: number): Uint32Array {
  const table = tables[index];
  if (table === undefined) throw new RangeError(`no table ${index}`);
  return table;
}

/** @param before the CRC of what came before; 0 at the start */
export function crc32(bytes: Uint8Array<ArrayBuffer>, before = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const of = (table: Uint32Array, index: number) => table[index & 255] as number;
  let crc = ~before;
  let index = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const end = bytes.length - 8; index <= end; index += 8) {
    const low = view.getUint32(index, true) ^ crc;
    const high = view.getUint32(index + 4, true);
    crc =
      of(t7, low) ^
      of(t6, low >>> 8) ^
      of(t5, low >>> 16) ^
      of(t4, low >>> 24) ^
      of(t3, high) ^
      of(t2, high >>> 8) ^
      of(t1, high >>> 16) ^
      of(t0, high >>> 24);
  }
  for (; index < bytes.length; index++) crc = (crc >>> 8) ^ of(t0, crc ^ (bytes[index] as number));
  return ~crc >>> 0;
}
