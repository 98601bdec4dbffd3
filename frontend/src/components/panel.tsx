import { lazy, Suspense } from 'react';
import type { PanelName } from '@/components/share-panel';

const SharePanel = lazy(() =>
  import('@/components/share-panel').then((module) => ({ default: module.SharePanel })),
);

/** The panel that is open under a link, if one is. */
export function Panel({ share, panel }: { share: string; panel: PanelName | null }) {
  if (panel === null) return null;
  return (
    <Suspense fallback={<div aria-busy />}>
      <SharePanel share={share} panel={panel} />
    </Suspense>
  );
}
