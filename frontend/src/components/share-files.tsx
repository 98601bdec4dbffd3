import { useEffect, useRef, useState } from 'react';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { FileList } from '@/components/file-list';
import { Refused } from '@/components/refused';
import { RemoveFile, RenameFile } from '@/components/share-file-dialogs';
import { Button } from '@/components/ui/button';
import type { FilesChange, Given, OwnFileView } from '@/engine/view';
import { chosen, judge, type Refusal } from '@/lib/drop';
import { useI18n } from '@/lib/i18n/i18n';
import { ownerProblem } from '@/lib/problems';
import { useEngine, useView } from '@/lib/use-engine';

type Step =
  | { readonly is: 'loading' | 'idle' | 'renaming' | 'removing' | 'adding' | 'renamed' | 'removed' }
  | { readonly is: 'failed'; readonly words: ReturnType<typeof ownerProblem> };

/** What a person wants to do with one file and is asked about. */
type Asking = { readonly file: OwnFileView; readonly to: 'rename' | 'remove' } | null;

/** The files of a share of this device: renamed, removed, more of them added while it lives. */
export function ShareFiles({ share }: { share: string }) {
  const { t } = useI18n();
  const engine = useEngine();
  const limits = useView((view) => view.limits);
  const send = useView((view) => view.sends.find((each) => each.share === share));
  const [files, setFiles] = useState<readonly OwnFileView[] | null>(null);
  const [step, setStep] = useState<Step>({ is: 'loading' });
  const [asking, setAsking] = useState<Asking>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const failed = (error: unknown) => setStep({ is: 'failed', words: ownerProblem(error) });

  const known = useView((view) => view.recent.find((each) => each.share === share));

  // What is sent shows up here once it is known at the node, and once it is whole; what another tab changes, too.
  const sent = send === undefined ? '' : `${send.state.is} ${send.files.length}`;
  const remembered = known === undefined ? '' : `${known.files} ${known.size} ${known.name}`;
  useEffect(() => {
    let here = true;
    engine.contents(share).then(
      (now) => {
        if (!here) return;
        setFiles(now);
        setStep((before) => (before.is === 'loading' ? { is: 'idle' } : before));
      },
      (error: unknown) => here && failed(error),
    );
    return () => {
      here = false;
    };
  }, [engine, share, sent, remembered]);

  const change = async (what: FilesChange) => {
    setAsking(null);
    const removing = what.remove !== undefined;
    setStep({ is: removing ? 'removing' : 'renaming' });
    try {
      setFiles(await engine.changeFiles(share, what));
      setStep({ is: removing ? 'removed' : 'renamed' });
    } catch (error) {
      failed(error);
      // Somebody else may have been quicker.
      await engine.contents(share).then(setFiles, () => undefined);
    }
  };
  const add = async (given: Given) => {
    const verdict = judge(given, limits, files?.length ?? 0);
    setRefusal(verdict.refusal);
    if (verdict.given === null) return;
    setStep({ is: 'adding' });
    try {
      await engine.addFiles(share, verdict.given);
      setStep({ is: 'idle' });
    } catch (error) {
      failed(error);
    }
  };

  if (files === null) {
    return (
      <p role="status" className="mt-5 basis-full text-sm text-quiet">
        {t(step.is === 'failed' ? step.words : 'app.loading')}
      </p>
    );
  }
  const busy = step.is === 'renaming' || step.is === 'removing' || step.is === 'adding';
  return (
    <section
      aria-label={t('files.title')}
      className="appear mt-5 min-w-0 basis-full rounded-2xl bg-sunken p-4"
    >
      <FileList
        label={t('files.title')}
        rows={files}
        note={(file) => file.arriving && <span>{t('file.state.arriving')}</span>}
        action={(file) => (
          <span className="flex shrink-0">
            <Button
              variant="ghost"
              size="icon"
              disabled={busy}
              aria-label={t('files.rename', { name: file.name })}
              onClick={() => setAsking({ file, to: 'rename' })}
            >
              <Pencil aria-hidden />
            </Button>
            {files.length > 1 && (
              <Button
                variant="danger"
                size="icon"
                disabled={busy}
                aria-label={t('files.remove', { name: file.name })}
                onClick={() => setAsking({ file, to: 'remove' })}
              >
                <Trash2 aria-hidden />
              </Button>
            )}
          </span>
        )}
      />
      {refusal !== null && (
        <div className="mt-3">
          <Refused refusal={refusal} onDismiss={() => setRefusal(null)} />
        </div>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        {known?.live !== true && (
          <Button variant="secondary" disabled={busy} onClick={() => input.current?.click()}>
            <Plus aria-hidden />
            {t('files.add')}
          </Button>
        )}
        <p role="status" className="text-sm text-quiet">
          {(step.is === 'renaming' || step.is === 'removing') && t('options.saving')}
          {step.is === 'adding' && t('files.adding')}
          {step.is === 'renamed' && t('files.renamed')}
          {step.is === 'removed' && t('files.removed')}
        </p>
      </div>
      {step.is === 'failed' && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {t(step.words)}
        </p>
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t('files.add')}
        onChange={(event) => {
          const given = chosen([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
          if (given.files.length > 0) void add(given);
        }}
      />
      <RenameFile
        file={asking?.to === 'rename' ? asking.file : null}
        onClose={() => setAsking(null)}
        onRename={(file, name) => void change({ rename: { file, name } })}
      />
      <RemoveFile
        file={asking?.to === 'remove' ? asking.file : null}
        onClose={() => setAsking(null)}
        onRemove={(file) => void change({ remove: file })}
      />
    </section>
  );
}
