import type { ReactNode } from 'react';
import { FileIcon } from '@/components/file-icon';
import { useI18n } from '@/lib/i18n/i18n';

export interface FileRow {
  readonly file: string;
  readonly name: string;
  readonly size: number;
  /** What stands beside the size, such as how far it is. */
  readonly note?: ReactNode;
  readonly action?: ReactNode;
}

export function FileList({ label, rows }: { label: string; rows: readonly FileRow[] }) {
  const { t, bytes } = useI18n();
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {rows.map(({ file, name, size, note, action }) => (
        <li key={file} className="flex min-h-14 items-center gap-3 py-2">
          <FileIcon name={name} className="size-5 shrink-0 text-quiet" />
          <div className="min-w-0 flex-1">
            <p className="line-clamp-2 font-medium wrap-anywhere" title={name}>
              <bdi>{name === '' ? t('file.unnamed') : name}</bdi>
            </p>
            <p className="flex flex-wrap gap-x-2 text-sm tabular-nums text-quiet">
              <span>{bytes(size)}</span>
              {note}
            </p>
          </div>
          {action}
        </li>
      ))}
    </ul>
  );
}
