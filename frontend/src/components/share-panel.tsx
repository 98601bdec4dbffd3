import { ShareDownloads } from '@/components/share-downloads';
import { ShareFiles } from '@/components/share-files';
import { ShareOptions } from '@/components/share-options';

/** What an owner may see and change of a share, one at a time. */
export type PanelName = 'options' | 'files' | 'downloads';

/** Loaded when one of them is opened for the first time. */
export function SharePanel({ share, panel }: { share: string; panel: PanelName }) {
  switch (panel) {
    case 'options':
      return <ShareOptions share={share} />;
    case 'files':
      return <ShareFiles share={share} />;
    case 'downloads':
      return <ShareDownloads share={share} />;
  }
}
