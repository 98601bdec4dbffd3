import { useMemo } from 'react';
import { encode } from 'uqr';
import { useI18n } from '@/lib/i18n/i18n';

/** The link as a QR code, dark on white in both themes, since scanners expect that. */
export function QrCode({ text }: { text: string }) {
  const { t } = useI18n();
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg
      role="img"
      aria-label={t('send.qr')}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="appear size-full rounded-xl bg-white"
    >
      <path d={path} fill="#0f1f1d" />
    </svg>
  );
}

function draw(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 3 });
  let path = '';
  data.forEach((row, y) => {
    for (let x = 0; x < row.length;) {
      if (row[x] !== true) {
        x++;
        continue;
      }
      const start = x;
      while (row[x] === true) x++;
      path += `M${start} ${y}h${x - start}v1h${start - x}z`;
    }
  });
  return { size, path };
}
