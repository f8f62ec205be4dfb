import type { InputRule, OutputRule, VariantCondition } from '@slipway/contracts';
import type { Complain } from './field-problem.ts';
import { readRequiredNumber } from './read-number.ts';
import type { RuleForm, RuleList } from './rule-form.ts';

const ANY_NUMBER = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

const required = (text: string, field: string, complain: Complain): string => {
  const trimmed = text.trim();
  if (trimmed === '') complain(field, 'problem.empty');
  return trimmed;
};

/** Name and expression of every rule; a name may appear once. */
const readHeads = (rules: readonly RuleForm[], list: RuleList, complain: Complain) => {
  const names = new Set<string>();
  return rules.map((rule, index) => {
    const at = `${list}[${index}]`;
    const name = required(rule.name, `${at}.name`, complain);
    const when = required(rule.when, `${at}.when`, complain);
    if (name !== '' && names.has(name)) complain(`${at}.name`, 'problem.duplicate');
    names.add(name);
    return { rule, at, name, when };
  });
};

const readSet = ({ set }: RuleForm, at: string, complain: Complain): Record<string, string> => {
  if (set.length === 0) complain(at, 'problem.nothingSet');
  const read: Record<string, string> = {};
  for (const [index, { name, expression }] of set.entries()) {
    const target = required(name, `${at}.set[${index}]`, complain);
    if (target in read) complain(`${at}.set[${index}]`, 'problem.duplicate');
    read[target] = required(expression, `${at}.set[${index}]`, complain);
  }
  return read;
};

const readAction = (rule: RuleForm, at: string, complain: Complain) => {
  switch (rule.action) {
    case 'reject':
      return { do: 'reject', message: required(rule.message, `${at}.message`, complain) } as const;
    case 'variant':
      return { do: 'variant', variant: required(rule.variant, `${at}.variant`, complain) } as const;
    case 'answer':
      return {
        do: 'answer',
        score: readRequiredNumber(rule.score, `${at}.score`, ANY_NUMBER, complain),
        decision: rule.decision.trim() || null,
      } as const;
    case 'adjust':
      return null;
  }
};

export const readInputRules = (rules: readonly RuleForm[], complain: Complain): InputRule[] =>
  readHeads(rules, 'inputRules', complain).map(({ rule, at, name, when }) => ({
    name,
    when,
    action: readAction(rule, `${at}.action`, complain) ?? {
      do: 'adjust',
      set: readSet(rule, `${at}.action`, complain),
    },
  }));

export const readOutputRules = (rules: readonly RuleForm[], complain: Complain): OutputRule[] =>
  readHeads(rules, 'outputRules', complain).map(({ rule, at, name, when }) => ({
    name,
    when,
    action: readAction(rule, `${at}.action`, complain) ?? {
      do: 'adjust',
      ...readSet(rule, `${at}.action`, complain),
    },
  }));

export const readConditions = (rules: readonly RuleForm[], complain: Complain): VariantCondition[] =>
  readHeads(rules, 'conditions', complain).map(({ rule, at, name, when }) => ({
    name,
    when,
    variant: required(rule.variant, `${at}.variant`, complain),
  }));
