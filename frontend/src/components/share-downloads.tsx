import { useEffect, useId, useState } from 'react';
import { CircleCheck, Download } from 'lucide-react';
import type { DownloadsView, DownloadView } from '@/engine/view';
import { useI18n } from '@/lib/i18n/i18n';
import { ownerProblem } from '@/lib/problems';
import { useEngine } from '@/lib/use-engine';

/** How often the list is asked for anew while it is seen, in ms. */
const REFRESH_MS = 4000;
/** So many rows are seen without scrolling. */
const ROWS_SEEN = 5;

/** Who downloaded a share of this device, as far as the node knows. */
export function ShareDownloads({ share }: { share: string }) {
  const { t, moment } = useI18n();
  const engine = useEngine();
  const [list, setList] = useState<DownloadsView | null>(null);
  const [words, setWords] = useState<ReturnType<typeof ownerProblem> | null>(null);

  useEffect(() => {
    let here = true;
    let timer = 0;
    const ask = async () => {
      if (document.visibilityState === 'visible') {
        try {
          const now = await engine.downloads(share);
          if (here) setList(now);
          if (here) setWords(null);
        } catch (error) {
          if (here) setWords(ownerProblem(error));
        }
      }
      if (here) timer = window.setTimeout(() => void ask(), REFRESH_MS);
    };
    void ask();
    return () => {
      here = false;
      window.clearTimeout(timer);
    };
  }, [engine, share]);

  if (list === null) {
    return (
      <p role="status" className="mt-5 basis-full text-sm text-quiet">
        {t(words ?? 'app.loading')}
      </p>
    );
  }
  const { downloads, since } = list;
  return (
    <section
      aria-label={t('downloads.title')}
      className="appear mt-5 min-w-0 basis-full rounded-2xl bg-sunken p-4"
    >
      <p role="status" className="text-sm text-quiet">
        {downloads.length === 0 && t('downloads.none')}
        {downloads.length > 0 && t('downloads.since', { moment: moment(since) })}
      </p>
      {downloads.length > 0 && (
        <ul
          aria-label={t('downloads.title')}
          // Whoever has no mouse scrolls it with the arrow keys.
          tabIndex={downloads.length > ROWS_SEEN ? 0 : undefined}
          className="mt-1 max-h-96 divide-y divide-line overflow-y-auto"
        >
          {downloads.map((download) => (
            <Row key={`${download.id} ${download.began}`} download={download} />
          ))}
        </ul>
      )}
      {words !== null && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {t(words === 'owner.failed' ? 'downloads.away' : words)}
        </p>
      )}
      <Track share={share} />
    </section>
  );
}

function Row({ download: { address, last, bytes, verified, path } }: { download: DownloadView }) {
  const { t, bytes: size, moment } = useI18n();
  const Icon = verified ? CircleCheck : Download;
  return (
    <li className="flex min-h-14 items-center gap-3 py-2">
      <Icon aria-hidden className={`size-5 shrink-0 ${verified ? 'text-good' : 'text-quiet'}`} />
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          {address === null ? t('downloads.someone') : <bdi>{address}</bdi>}
        </p>
        <p className="flex flex-wrap gap-x-2 text-sm tabular-nums text-quiet">
          <span>{moment(last)}</span>
          <span>{size(bytes)}</span>
          {path === 'STORE' && <span>{t('receive.path.store')}</span>}
          {verified && <span className="text-good">{t('downloads.verified')}</span>}
        </p>
      </div>
    </li>
  );
}

/** Whether addresses are kept is for the sender to say, as far as the node keeps any. */
function Track({ share }: { share: string }) {
  const { t } = useI18n();
  const engine = useEngine();
  const id = useId();
  const [tracked, setTracked] = useState<boolean | null>(null);
  const [words, setWords] = useState<ReturnType<typeof ownerProblem> | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let here = true;
    engine.terms(share).then(
      ({ trackAddresses }) => here && setTracked(trackAddresses),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [engine, share]);

  const change = async (trackAddresses: boolean) => {
    setBusy(true);
    try {
      setTracked((await engine.changeTerms(share, { trackAddresses })).trackAddresses);
      setWords(null);
    } catch (error) {
      setWords(ownerProblem(error));
    }
    setBusy(false);
  };
  if (tracked === null) return null;
  return (
    <>
      <p className="mt-3 flex min-h-8 items-center gap-2.5">
        <input
          id={id}
          type="checkbox"
          checked={tracked}
          disabled={busy}
          onChange={(event) => void change(event.target.checked)}
          className="size-4 shrink-0 cursor-pointer accent-accent"
        />
        <label htmlFor={id} className="cursor-pointer text-sm">
          {t('downloads.track')}
        </label>
      </p>
      {words !== null && (
        <p role="alert" className="text-sm text-bad">
          {t(words)}
        </p>
      )}
    </>
  );
}
