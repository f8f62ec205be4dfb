import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { chooseLanguage, type Language } from './choose-language.ts';
import { en } from './en.ts';
import { fillText, type Holes } from './fill-text.ts';
import { ko } from './ko.ts';

type English = typeof en;
export type TextKey = keyof English;
type Values<K extends TextKey> = [Holes<English[K]>] extends [never]
  ? []
  : [values: Readonly<Record<Holes<English[K]>, string | number>>];

/** The text of a key in the chosen language, with its values filled in. */
export type Translate = <K extends TextKey>(key: K, ...values: Values<K>) => string;

interface LanguageChoice {
  readonly language: Language;
  readonly t: Translate;
  readonly setLanguage: (language: Language) => void;
}

const STORED_AS = 'slipway.language';
const DICTIONARIES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { en, ko };
const LanguageContext = createContext<LanguageChoice | null>(null);

export const LanguageProvider = ({ children }: { readonly children: ReactNode }) => {
  const [language, setLanguage] = useState(() =>
    chooseLanguage(localStorage.getItem(STORED_AS), navigator.languages),
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      t: ((key, values) => fillText(DICTIONARIES[language][key], values ?? {})) as Translate,
      setLanguage: (next: Language) => {
        localStorage.setItem(STORED_AS, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
};

/** The language of the page and its texts. */
export const useLanguage = (): LanguageChoice => {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('useLanguage needs a LanguageProvider above it');
  return choice;
};
