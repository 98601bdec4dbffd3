import type { ReactNode } from 'react';
import { Moon, Sun, SunMoon } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useI18n } from '@/lib/i18n/i18n';
import { setTheme, type Theme, useTheme } from '@/lib/theme';

/** What stands round every page. */
export function Layout({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        onClick={(event) => {
          // The fragment of an address is for secrets here; the jump is made by hand.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
        className="sr-only z-10 rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:inset-s-4 focus:top-4"
      >
        {t('app.skip')}
      </a>
      <header className="mx-auto flex w-full max-w-3xl items-center justify-between px-4 py-4 sm:px-6">
        <a
          href="/"
          aria-label={t('app.home')}
          className="flex items-center gap-2.5 rounded-lg text-lg font-semibold tracking-tight"
        >
          <Mark />
          {t('app.name')}
        </a>
        <ThemeButton />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-3xl flex-1 px-4 pt-2 pb-16 outline-none sm:px-6 sm:pt-6"
      >
        {children}
      </main>
    </div>
  );
}

function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-8">
      <rect width="32" height="32" rx="9" fill="#0d6a61" />
      <path d="M6 21.6 26 13v3.9L6 25.5z" fill="#fff" />
      <path d="m9.4 15.6 9.8-4.2 1 2.4-9.8 4.2z" fill="#8fe3d2" />
    </svg>
  );
}

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const satisfies Record<Theme, Theme>;
const ICONS = { system: SunMoon, light: Sun, dark: Moon } as const;

function ThemeButton() {
  const { t } = useI18n();
  const theme = useTheme();
  const Icon = ICONS[theme];
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={t(`theme.${theme}`)}
      onClick={() => setTheme(NEXT[theme])}
    >
      <Icon aria-hidden />
    </Button>
  );
}
