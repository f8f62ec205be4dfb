import { absoluteTime, relativeTime } from '../format/moments.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useNow } from './clock.tsx';

/** How long ago; the exact time is in the tooltip. */
export const Moment = ({ at }: { readonly at: string }) => {
  const { language, t } = useLanguage();
  const now = useNow();
  return (
    <time dateTime={at} title={absoluteTime(at, language)}>
      {relativeTime(Date.parse(at), now, language) ?? t('time.justNow')}
    </time>
  );
};
