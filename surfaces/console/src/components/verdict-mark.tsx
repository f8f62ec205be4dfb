import type { CriterionResult } from '@slipway/contracts';
import type { DifferenceVerdict } from '../judgement/judge-difference.ts';
import { useLanguage } from '../language/language-provider.tsx';
import type { IconName } from './icon.tsx';
import { StatusMark, type Tone } from './status-mark.tsx';

export const DIFFERENCE_TONES: Readonly<Record<DifferenceVerdict, Tone>> = {
  better: 'ok',
  worse: 'bad',
  undecided: 'idle',
  unknown: 'idle',
};
const DIFFERENCE_ICONS: Readonly<Record<DifferenceVerdict, IconName>> = {
  better: 'check',
  worse: 'alert',
  undecided: 'dash',
  unknown: 'ask',
};

/** Whether the candidate is better, worse, or neither is shown. */
export const DifferenceMark = ({ verdict }: { readonly verdict: DifferenceVerdict }) => {
  const { t } = useLanguage();
  return (
    <StatusMark tone={DIFFERENCE_TONES[verdict]} icon={DIFFERENCE_ICONS[verdict]}>
      {t(`difference.${verdict}`)}
    </StatusMark>
  );
};

const CRITERION = {
  pass: { tone: 'ok', icon: 'check' },
  fail: { tone: 'bad', icon: 'cross' },
  inconclusive: { tone: 'warn', icon: 'ask' },
} as const;

/** Verdict of a release condition. */
export const CriterionMark = ({ verdict }: Pick<CriterionResult, 'verdict'>) => {
  const { t } = useLanguage();
  return (
    <StatusMark {...CRITERION[verdict]} strong>
      {t(`criterion.${verdict}`)}
    </StatusMark>
  );
};

/** What the evaluator concludes; a conclusion is no condition of a release. */
export const ConclusionMark = ({ verdict }: Pick<CriterionResult, 'verdict'>) => {
  const { t } = useLanguage();
  return (
    <StatusMark {...CRITERION[verdict]} strong>
      {t(`conclusion.${verdict}`)}
    </StatusMark>
  );
};

/** A release condition by its name; what it came to is in its shape and colour, and in words for those who do not see them. */
export const NamedCriterionMark = ({ verdict, name }: Pick<CriterionResult, 'verdict' | 'name'>) => {
  const { t } = useLanguage();
  return (
    <StatusMark {...CRITERION[verdict]} strong={verdict !== 'pass'}>
      <span className="hidden-text">{t(`criterion.${verdict}`)}: </span>
      {name}
    </StatusMark>
  );
};
