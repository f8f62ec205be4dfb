import { ActionIcon, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import type { RuleAction, RuleForm, RuleList } from '../parameters/rule-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { RuleActionFields } from './rule-action-fields.tsx';
import rows from './rule-row.module.css';

const ACTIONS = ['reject', 'answer', 'variant', 'adjust'] as const satisfies readonly RuleAction[];

interface RuleRowProps {
  readonly list: RuleList;
  readonly rule: RuleForm;
  readonly index: number;
  readonly count: number;
  readonly onChange: (part: Partial<RuleForm>) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}

/** One rule: its name, the expression that lets it fire, and what it then does. */
export const RuleRow = ({ list, rule, index, count, onChange, onMove, onRemove }: RuleRowProps) => {
  const { t } = useLanguage();
  const { problemAt } = useParameterEditor();
  const at = `${list}[${index}]`;
  const name = rule.name || t('rules.unnamed');
  const button = (what: 'up' | 'down' | 'remove', onClick: () => void, disabled = false) => ({
    id: `${list}-${rule.key}-${what}`,
    variant: 'subtle',
    size: 28,
    className: rows.button ?? '',
    'aria-label': t(`rules.${what}`, { name }),
    disabled,
    onClick,
  });
  return (
    <li className={rows.rule}>
      <div className={rows.head}>
        <span className={rows.place}>{index + 1}</span>
        <TextInput
          id={`${list}-${rule.key}-name`}
          className={rows.name ?? ''}
          label={t('rules.name')}
          autoComplete="off"
          spellCheck={false}
          data-field={`${at}.name`}
          value={rule.name}
          error={problemAt(`${at}.name`)}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <span className={rows.buttons}>
          <ActionIcon {...button('up', () => onMove(-1), index === 0)}>
            <Icon name="up" size={14} />
          </ActionIcon>
          <ActionIcon {...button('down', () => onMove(1), index === count - 1)}>
            <Icon name="down" size={14} />
          </ActionIcon>
          <ActionIcon {...button('remove', onRemove)}>
            <Icon name="cross" size={14} />
          </ActionIcon>
        </span>
      </div>
      <Textarea
        label={t('rules.when')}
        classNames={{ input: styles.code ?? '' }}
        rows={2}
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
        data-field={`${at}.when`}
        value={rule.when}
        error={problemAt(`${at}.when`)}
        onChange={(event) => onChange({ when: event.currentTarget.value })}
      />
      <div className={styles.grid}>
        {list === 'conditions' ? null : (
          <NativeSelect
            label={t('rules.action')}
            data-field={`${at}.action`}
            value={rule.action}
            data={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
            onChange={(event) => onChange({ action: event.currentTarget.value as RuleAction })}
          />
        )}
        <RuleActionFields list={list} rule={rule} at={at} onChange={onChange} />
      </div>
    </li>
  );
};
