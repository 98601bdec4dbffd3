import { useRef } from 'react';
import { Upload } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { cn } from '@/lib/cn';
import { useI18n } from '@/lib/i18n/i18n';

export interface DropAreaProps {
  /** Whether files hang over the page just now. */
  readonly over: boolean;
  /** Small, when other things are on the page already. */
  readonly small: boolean;
  /** Whether folders are being read. */
  readonly reading: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** The place to start. All of it can be clicked; for the keyboard and screen readers it is one button. */
export function DropArea({ over, small, reading, onFiles }: DropAreaProps) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const choose = () => input.current?.click();
  const take = (field: HTMLInputElement) => {
    const files = [...(field.files ?? [])];
    // The same file may be chosen again.
    field.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    // The click is for the mouse only: the button inside does the same for everybody else.
    <div
      onClick={choose}
      className={cn(
        'group relative flex cursor-pointer flex-col items-center justify-center rounded-[2rem] border-2 border-dashed text-center transition-colors',
        small ? 'min-h-36 gap-3 p-6 sm:flex-row sm:gap-5' : 'min-h-80 gap-5 p-8 sm:min-h-[26rem]',
        over ? 'border-accent bg-accent-wash' : 'border-line-strong/50 bg-surface hover:border-accent',
      )}
    >
      <span
        className={cn(
          'grid place-items-center rounded-2xl bg-accent-wash text-accent transition-transform duration-300',
          small ? 'size-12' : 'size-20',
          over ? '-translate-y-1' : 'group-hover:-translate-y-0.5',
        )}
      >
        <Upload aria-hidden className={small ? 'size-5' : 'size-9'} strokeWidth={1.75} />
      </span>
      <div>
        {small ? (
          <h2 className="text-lg font-semibold">{over ? t('drop.over') : t('drop.again')}</h2>
        ) : (
          <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">
            {over ? t('drop.over') : t('drop.title')}
          </h1>
        )}
        <p className={cn('text-quiet', small ? 'mt-0.5 text-sm' : 'mt-2')}>{t('drop.hint')}</p>
      </div>
      <span className="flex flex-wrap justify-center gap-2">
        <Button
          size={small ? 'md' : 'lg'}
          variant={small ? 'secondary' : 'primary'}
          onClick={(event) => {
            event.stopPropagation();
            choose();
          }}
        >
          {t('drop.choose')}
        </Button>
        <Button
          size={small ? 'md' : 'lg'}
          variant="secondary"
          onClick={(event) => {
            event.stopPropagation();
            folder.current?.click();
          }}
        >
          {t('drop.chooseFolder')}
        </Button>
      </span>
      <p role="status" className={cn('text-sm text-quiet', !reading && 'sr-only')}>
        {reading && t('drop.reading')}
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t('drop.choose')}
        onClick={(event) => event.stopPropagation()}
        onChange={(event) => take(event.target)}
      />
      <input
        ref={folder}
        type="file"
        {...{ webkitdirectory: '' }}
        hidden
        tabIndex={-1}
        aria-label={t('drop.chooseFolder')}
        onClick={(event) => event.stopPropagation()}
        onChange={(event) => take(event.target)}
      />
    </div>
  );
}
