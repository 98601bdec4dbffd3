/** What a person gave the page: files, and how many folders were among them. */
export interface Given {
  readonly files: readonly File[];
  readonly folders: number;
}

/**
 * Reads a drop or a paste. It must run inside of the event: afterwards the browser has emptied the transfer. A folder
 * shows up as a file that can't be read, so entries are asked for what they are.
 */
export function given(transfer: DataTransfer): Given {
  const files: File[] = [];
  let folders = 0;
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    if (item.webkitGetAsEntry()?.isDirectory === true) {
      folders++;
      continue;
    }
    const file = item.getAsFile();
    if (file !== null) files.push(file);
  }
  return { files, folders };
}

export interface Limits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
}

/** Why what was given isn't taken, or is taken in part only. */
export type Refusal =
  | { readonly is: 'folders'; readonly taken: boolean }
  | { readonly is: 'tooMany'; readonly count: number; readonly max: number }
  | { readonly is: 'tooLarge'; readonly name: string; readonly size: number; readonly max: number };

export interface Verdict {
  readonly files: readonly File[];
  readonly refusal: Refusal | null;
}

/** Which of the given files go into a share; all or none of them, but for folders, which are left out. */
export function judge({ files, folders }: Given, limits: Limits | null): Verdict {
  if (files.length === 0) return { files, refusal: folders > 0 ? { is: 'folders', taken: false } : null };
  if (limits !== null) {
    if (files.length > limits.maxFiles)
      return { files: [], refusal: { is: 'tooMany', count: files.length, max: limits.maxFiles } };
    const large = files.find((file) => file.size > limits.maxFileBytes);
    if (large !== undefined) {
      const { name, size } = large;
      return { files: [], refusal: { is: 'tooLarge', name, size, max: limits.maxFileBytes } };
    }
  }
  return { files, refusal: folders > 0 ? { is: 'folders', taken: true } : null };
}
