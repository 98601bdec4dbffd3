import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { Engine } from '@/engine/view';
import { en } from '@/lib/i18n/en';
import { I18nProvider } from '@/lib/i18n/i18n';
import type { Catalogue } from '@/lib/i18n/messages';
import { EngineContext } from '@/lib/use-engine';

const english: Catalogue = { language: 'en', formats: 'en', direction: 'ltr', messages: en };

/** Renders a part of the page in English, with an engine. */
export function show(part: ReactNode, engine: Engine) {
  return render(
    <I18nProvider catalogue={english}>
      <EngineContext value={engine}>{part}</EngineContext>
    </I18nProvider>,
  );
}
