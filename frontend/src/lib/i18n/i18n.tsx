import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type Formats, formats } from './formats';
import { type Catalogue, fill, type MessageKey, type Values } from './messages';

export interface I18n extends Formats {
  readonly direction: 'ltr' | 'rtl';
  /** The text of a key, its places filled. */
  readonly t: <Key extends MessageKey>(key: Key, ...values: Values<Key>) => string;
}

const Context = createContext<I18n | null>(null);

export function I18nProvider({ catalogue, children }: { catalogue: Catalogue; children: ReactNode }) {
  const value = useMemo<I18n>(
    () => ({
      ...formats(catalogue.formats, catalogue.direction),
      direction: catalogue.direction,
      t: (key, ...values) => fill(catalogue, key, values[0]),
    }),
    [catalogue],
  );
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const value = useContext(Context);
  if (value === null) throw new Error('useI18n needs an I18nProvider above it');
  return value;
}
