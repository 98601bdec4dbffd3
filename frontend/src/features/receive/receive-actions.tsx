import { Download, FileArchive, FolderDown, Pause, Play, Trash2, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { ReceiveView, SaveWay } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';
import { fits } from './fits';

/** From this many files on they are offered as one, not each by itself. */
const MANY = 12;

/** What can be done with the files just now. */
export function ReceiveActions({ receive }: { receive: ReceiveView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const { files, state, sealed } = receive;
  const wide = 'max-sm:w-full sm:min-w-48';

  if (!sealed) {
    const only = files.length === 1 ? files[0] : undefined;
    if (only === undefined || only.download === null) return null;
    return (
      <Button asChild size="lg" className={`mt-6 ${wide}`}>
        <a href={only.download} download>
          <Download aria-hidden />
          {t('receive.download')}
        </a>
      </Button>
    );
  }
  switch (state.is) {
    case 'receiving':
    case 'waiting':
    case 'paused':
      return (
        <div className="mt-5 flex flex-wrap gap-2">
          {state.is === 'paused' ? (
            <Button onClick={engine.resumeSave}>
              <Play aria-hidden className="rtl:-scale-x-100" />
              {t('receive.resume')}
            </Button>
          ) : (
            <Button variant="secondary" onClick={engine.pauseSave}>
              <Pause aria-hidden />
              {t('receive.pause')}
            </Button>
          )}
          <Button variant="ghost" onClick={engine.cancelSave}>
            <X aria-hidden />
            {t('receive.cancel')}
          </Button>
        </div>
      );
    default:
      return <SaveButtons receive={receive} />;
  }
}

const ICONS = { each: Download, folder: FolderDown, zip: FileArchive } as const;

function SaveButtons({ receive }: { receive: ReceiveView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const { files, state, capBytes } = receive;
  const wanted = files.filter(
    (file) => fits(file, capBytes) && (state.is !== 'failed' || file.state !== 'verified'),
  );
  const kept = files.some((file) => file.kept > 0);
  const blocked = wanted.length === 0 || state.is === 'choosing';
  const eachLabel = () => {
    if (state.is === 'verified') return t('receive.again');
    if (state.is === 'failed') return t('receive.retry');
    if (kept) return t('receive.goOn');
    if (wanted.length < files.length && wanted.length > 0) return t('receive.saveFitting');
    return files.length > 1 ? t('receive.saveAll') : t('receive.save');
  };
  return (
    <div className="mt-6 flex flex-wrap gap-2">
      {waysFor(receive).map((way, at) => {
        const Icon = ICONS[way];
        const some = way === 'each' ? wanted : files;
        return (
          <Button
            key={way}
            size="lg"
            className={at === 0 ? 'max-sm:w-full sm:min-w-48' : 'max-sm:w-full'}
            variant={at > 0 || state.is === 'verified' ? 'secondary' : 'primary'}
            disabled={blocked}
            onClick={() =>
              engine.save(
                some.map((file) => file.file),
                way,
              )
            }
          >
            <Icon aria-hidden />
            {way === 'each' ? eachLabel() : t(`receive.way.${way}`)}
          </Button>
        );
      })}
      {kept && (
        <Button size="lg" variant="ghost" className="max-sm:w-full" onClick={engine.discard}>
          <Trash2 aria-hidden />
          {t('receive.discard')}
        </Button>
      )}
    </div>
  );
}

/** The ways that make sense, the best first: many files, or some in folders, are better kept together. */
function waysFor({ files, ways, folders, capBytes }: ReceiveView): readonly SaveWay[] {
  const together = ways.filter((way) => way !== 'each');
  if (files.length === 1 && folders === 0 && files[0]?.path === '') return ['each'];
  if (capBytes !== null) return ['each'];
  const structured = folders > 0 || files.some(({ path }) => path !== '');
  return structured || files.length >= MANY ? [...together.reverse(), 'each'] : ['each', ...together];
}
