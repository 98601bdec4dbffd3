import { type ReactNode, useState } from 'react';
import { FileIcon } from '@/components/file-icon';
import { cn } from '@/lib/cn';
import { useI18n } from '@/lib/i18n/i18n';

export interface FileRow {
  readonly file: string;
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

export interface FileListProps<Row extends FileRow> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** What stands beside the size, such as how far it is. */
  readonly note?: (row: Row) => ReactNode;
  readonly action?: (row: Row) => ReactNode;
}

/** From this many rows on only those that can be seen are there. */
const WINDOW_FROM = 60;
/** How high a row is then, in px. */
const ROW_HEIGHT = 64;
/** How high the list is at most, in px. */
const LIST_HEIGHT = 384;
/** Rows above and below those that can be seen. */
const MARGIN_ROWS = 8;

/** Files, one to a row; ten thousand cost no more than a hundred. */
export function FileList<Row extends FileRow>({ label, rows, note, action }: FileListProps<Row>) {
  const [top, setTop] = useState(0);
  if (rows.length < WINDOW_FROM) {
    return (
      <div className="max-h-96 overflow-y-auto">
        <ul aria-label={label} className="divide-y divide-line">
          {rows.map((row) => (
            <Item key={row.file} row={row} note={note?.(row)} action={action?.(row)} />
          ))}
        </ul>
      </div>
    );
  }
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - MARGIN_ROWS);
  const seen = rows.slice(first, first + LIST_HEIGHT / ROW_HEIGHT + 2 * MARGIN_ROWS + 1);
  return (
    <div
      role="group"
      aria-label={label}
      // Whoever has no mouse scrolls it with the arrow keys.
      tabIndex={0}
      className="relative h-96 overflow-y-auto"
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ul aria-label={label} style={{ height: rows.length * ROW_HEIGHT }}>
        {seen.map((row, at) => (
          <Item
            key={row.file}
            row={row}
            note={note?.(row)}
            action={action?.(row)}
            place={{ at: first + at, of: rows.length }}
          />
        ))}
      </ul>
    </div>
  );
}

interface ItemProps {
  readonly row: FileRow;
  readonly note: ReactNode;
  readonly action: ReactNode;
  /** Which of how many it is, if not all are there. */
  readonly place?: { readonly at: number; readonly of: number };
}

function Item({ row: { name, path, size }, note, action, place }: ItemProps) {
  const { t, bytes } = useI18n();
  const shown = name === '' ? t('file.unnamed') : name;
  return (
    <li
      className={cn(
        'flex items-center gap-3',
        place === undefined ? 'min-h-14 py-2' : 'absolute inset-x-0 h-16 border-b border-line',
      )}
      {...(place !== undefined && {
        'aria-posinset': place.at + 1,
        'aria-setsize': place.of,
        style: { top: place.at * ROW_HEIGHT },
      })}
    >
      <FileIcon name={name} className="size-5 shrink-0 text-quiet" />
      <div className="min-w-0 flex-1">
        <p
          className={cn('font-medium', place === undefined ? 'line-clamp-2 wrap-anywhere' : 'truncate')}
          title={path === '' ? shown : `${path}/${shown}`}
        >
          <bdi>{shown}</bdi>
        </p>
        <p
          className={cn(
            'flex gap-x-2 text-sm tabular-nums text-quiet',
            place === undefined ? 'flex-wrap' : 'truncate',
          )}
        >
          <span className="shrink-0">{bytes(size)}</span>
          {note}
          {path !== '' && (
            <span className="min-w-0 truncate">
              <bdi>{path}</bdi>
            </span>
          )}
        </p>
      </div>
      {action}
    </li>
  );
}
