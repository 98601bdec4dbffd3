import { lazy, Suspense, useEffect } from 'react';
import { Compass } from 'lucide-react';
import { Notice } from '@/components/notice';
import { Button } from '@/components/ui/button';
import type { Engine } from '@/engine/view';
import { SendPage } from '@/features/send/send-page';
import { I18nProvider, useI18n } from '@/lib/i18n/i18n';
import type { Catalogue } from '@/lib/i18n/messages';
import { useTitle } from '@/lib/page-hooks';
import { routeOf, usePath } from '@/lib/router';
import { EngineContext, useView } from '@/lib/use-engine';
import { ErrorBoundary } from './error-boundary';
import { InsecurePage } from './insecure-page';
import { Layout } from './layout';

const ReceivePage = lazy(async () => {
  // What the engine needs for it is fetched beside it, not after it.
  const [module] = await Promise.all([
    import('@/features/receive/receive-page'),
    import('@/engine/transfer/receiver'),
  ]);
  return { default: module.ReceivePage };
});
const CodePage = lazy(() =>
  import('@/features/receive/code-page').then((module) => ({ default: module.CodePage })),
);
const RecentList = lazy(() =>
  import('@/features/recent/recent-list').then((module) => ({ default: module.RecentList })),
);

export interface AppProps {
  readonly catalogue: Catalogue;
  /** Null where the browser offers no encryption. */
  readonly engine: Engine | null;
}

export function App({ catalogue, engine }: AppProps) {
  useEffect(() => {
    document.documentElement.lang = catalogue.formats;
    document.documentElement.dir = catalogue.direction;
  }, [catalogue]);
  return (
    <I18nProvider catalogue={catalogue}>
      <Layout>
        <ErrorBoundary>
          {engine === null ? (
            <InsecurePage />
          ) : (
            <EngineContext value={engine}>
              <Page />
            </EngineContext>
          )}
        </ErrorBoundary>
      </Layout>
    </I18nProvider>
  );
}

function Page() {
  const route = routeOf(usePath());
  switch (route.page) {
    case 'send':
      return <SendPage below={<Recent />} />;
    case 'receive':
      return (
        <Suspense fallback={<Loading />}>
          <ReceivePage share={route.share} />
        </Suspense>
      );
    case 'code':
      return (
        <Suspense fallback={<Loading />}>
          <CodePage />
        </Suspense>
      );
    case 'unknown':
      return <UnknownPage />;
  }
}

function Recent() {
  const recent = useView((view) => view.recent);
  const sends = useView((view) => view.sends);
  const others = recent.filter(({ share }) => !sends.some((send) => send.share === share));
  if (others.length === 0) return null;
  return (
    <Suspense fallback={<div aria-busy />}>
      <RecentList recent={others} />
    </Suspense>
  );
}

function Loading() {
  const { t } = useI18n();
  return (
    <h1 aria-busy className="py-24 text-center text-quiet">
      {t('app.loading')}
    </h1>
  );
}

function UnknownPage() {
  const { t } = useI18n();
  useTitle(t('title.send'));
  return (
    <Notice icon={Compass} title={t('page.title')} text={t('page.text')}>
      <Button asChild variant="secondary">
        <a href="/">{t('page.home')}</a>
      </Button>
    </Notice>
  );
}
