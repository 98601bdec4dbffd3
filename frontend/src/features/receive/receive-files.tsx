import { Download } from 'lucide-react';
import { FileList } from '@/components/file-list';
import { Button } from '@/components/ui/button';
import type { ReceiveFileView, ReceiveView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';
import { fits, isIdle } from './fits';

/** All files of a share, each of which can be saved alone. */
export function ReceiveFiles({ receive }: { receive: ReceiveView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const { files, capBytes } = receive;
  const idle = isIdle(receive);
  return (
    <div className="mt-5 border-y border-line">
      <FileList
        label={t('receive.files')}
        rows={files}
        note={(file) => <FileNote file={file} />}
        action={(file) => (
          <FileAction
            file={file}
            disabled={!idle || !fits(file, capBytes)}
            onSave={() => engine.save([file.file])}
          />
        )}
      />
    </div>
  );
}

function FileNote({ file }: { file: ReceiveFileView }) {
  const { t, percent } = useI18n();
  switch (file.state) {
    case 'verified':
      return <span className="text-good">{t('file.state.verified')}</span>;
    case 'failed':
      return <span className="text-bad">{t('file.state.failed')}</span>;
    case 'removed':
      return <span>{t('file.state.removed')}</span>;
    case 'arriving':
      return <span>{t('file.state.arriving')}</span>;
    case 'queued':
      return <span>{t('file.state.waiting')}</span>;
    case 'waiting':
    case 'lost':
    case 'saving':
      return <span>{percent(file.size === 0 ? 1 : file.done / file.size)}</span>;
    case 'ready':
      return null;
  }
}

function FileAction({
  file,
  disabled,
  onSave,
}: {
  file: ReceiveFileView;
  disabled: boolean;
  onSave: () => void;
}) {
  const { t } = useI18n();
  if (file.state === 'removed') return null;
  if (file.download !== null) {
    return (
      <Button asChild variant="secondary" size="icon">
        <a href={file.download} download aria-label={t('receive.downloadOne', { name: file.name })}>
          <Download aria-hidden />
        </a>
      </Button>
    );
  }
  return (
    <Button
      variant="ghost"
      size="icon"
      disabled={disabled}
      aria-label={t('receive.saveOne', { name: file.name })}
      onClick={onSave}
    >
      <Download aria-hidden />
    </Button>
  );
}
