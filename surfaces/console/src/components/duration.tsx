import { durationParts } from '../format/moments.ts';
import { type Translate, useLanguage } from '../language/language-provider.tsx';

/** `2 min 5 s`, in the language. */
export const durationText = (milliseconds: number, t: Translate): string => {
  const parts = durationParts(milliseconds);
  switch (parts.kind) {
    case 'milliseconds':
      return t('duration.milliseconds', parts);
    case 'seconds':
      return t('duration.seconds', parts);
    case 'minutes':
      return t('duration.minutes', parts);
    case 'hours':
      return t('duration.hours', parts);
  }
};

/** A span of time; a dash where nothing has begun. */
export const Duration = ({ milliseconds }: { readonly milliseconds: number | null }) => {
  const { t } = useLanguage();
  return <span>{milliseconds === null ? '–' : durationText(milliseconds, t)}</span>;
};
