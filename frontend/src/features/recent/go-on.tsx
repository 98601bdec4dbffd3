import { useRef, useState } from 'react';
import { FolderOpen, Play, Upload } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { Given, GoingOn, RecentView } from '@/engine/view';
import { chosen, givenAgain } from '@/lib/drop';
import { useI18n } from '@/lib/i18n/i18n';
import { useEngine } from '@/lib/use-engine';

/** How many names are said of files that are missing or changed. */
const NAMES_SAID = 3;

type Step =
  | { readonly is: 'idle' }
  | { readonly is: 'asking' }
  | { readonly is: 'looking' }
  | { readonly is: 'failed' }
  | { readonly is: 'ended'; readonly given: Given; readonly why: Exclude<GoingOn, { is: 'going' }> };

/**
 * Goes on with a share whose sending was broken off. Where the browser remembers the files it reads them again by itself,
 * elsewhere the person gives them once more.
 */
export function GoOn({ item }: { item: RecentView }) {
  const { t } = useI18n();
  const engine = useEngine();
  const [step, setStep] = useState<Step>({ is: 'idle' });
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const goOn = async (given: Given, replaceChanged = false) => {
    setStep({ is: 'looking' });
    try {
      const why = await engine.goOn(item.share, given, replaceChanged);
      setStep(why.is === 'going' ? { is: 'idle' } : { is: 'ended', given, why });
    } catch {
      setStep({ is: 'failed' });
    }
  };
  const begin = async () => {
    // Whoever doesn't answer the browser's question may choose the files meanwhile.
    setStep({ is: 'asking' });
    const given = await givenAgain(engine.handlesOf(item.share));
    if (given !== null) await goOn(given);
  };
  const take = (field: HTMLInputElement) => {
    const given = chosen([...(field.files ?? [])]);
    field.value = '';
    if (given.files.length > 0) void goOn(given);
  };

  if (step.is === 'idle') {
    return (
      <Button variant="secondary" onClick={() => void begin()}>
        <Play aria-hidden className="rtl:-scale-x-100" />
        {t('goOn.button')}
      </Button>
    );
  }
  return (
    <div className="appear basis-full pb-2">
      <p role="status" className="text-sm text-pretty">
        {step.is === 'looking' && t('goOn.looking')}
        {step.is === 'failed' && t('goOn.failed')}
        {step.is === 'asking' && t(item.live ? 'goOn.askLive' : 'goOn.ask')}
        {step.is === 'ended' && <Why why={step.why} live={item.live} />}
      </p>
      {step.is !== 'looking' && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button onClick={() => files.current?.click()}>
            <Upload aria-hidden />
            {t('goOn.files')}
          </Button>
          {item.hasFolders && (
            <Button onClick={() => folder.current?.click()}>
              <FolderOpen aria-hidden />
              {t('goOn.folder')}
            </Button>
          )}
          {step.is === 'ended' && step.why.is === 'changed' && !item.live && (
            <Button variant="secondary" onClick={() => void goOn(step.given, true)}>
              {t('goOn.anew')}
            </Button>
          )}
        </div>
      )}
      <input
        ref={files}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t('goOn.files')}
        onChange={(event) => take(event.target)}
      />
      <input
        ref={folder}
        type="file"
        {...{ webkitdirectory: '' }}
        hidden
        tabIndex={-1}
        aria-label={t('goOn.folder')}
        onChange={(event) => take(event.target)}
      />
    </div>
  );
}

function Why({ why, live }: { why: Exclude<GoingOn, { is: 'going' }>; live: boolean }) {
  const { t } = useI18n();
  const names = why.names
    .slice(0, NAMES_SAID)
    .map((name) => `“${name}”`)
    .join(', ');
  const more = why.names.length - NAMES_SAID;
  return (
    <>
      {t(why.is === 'missing' ? 'goOn.missing' : live ? 'goOn.changedLive' : 'goOn.changed', { names })}
      {more > 0 && ` ${t('goOn.more', { count: more })}`}
    </>
  );
}
