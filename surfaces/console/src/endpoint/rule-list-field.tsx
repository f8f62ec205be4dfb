import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { moveItem } from '../parameters/move-item.ts';
import { newRule, type RuleForm, type RuleList } from '../parameters/rule-form.ts';
import styles from './field.module.css';
import { useParameterEditor } from './parameter-editor.tsx';
import { ParameterFooter } from './parameter-footer.tsx';
import rows from './rule-row.module.css';
import { RuleRow } from './rule-row.tsx';

/** A list of rules in the order in which they are looked at: change, add, remove, move. */
export const RuleListField = ({ list }: { readonly list: RuleList }) => {
  const { t } = useLanguage();
  const { form, set } = useParameterEditor();
  const rules = form[list];
  const [said, setSaid] = useState('');
  const focus = useFocusAfter();
  const put = (next: readonly RuleForm[]): void => set(list, next);
  const move = (index: number, by: 1 | -1): void => {
    put(moveItem(rules, index, by));
    const { key, name } = rules[index] ?? { key: 0, name: '' };
    const place = index + by;
    const atEnd = place === 0 || place === rules.length - 1;
    // The button that moved it, unless it is at the end of its way.
    focus(`${list}-${key}-${(by > 0) === atEnd ? 'up' : 'down'}`);
    setSaid(t('rules.movedTo', { name: name || t('rules.unnamed'), place: place + 1, all: rules.length }));
  };
  const remove = (index: number): void => {
    put(rules.toSpliced(index, 1));
    focus(`${list}-add`);
    setSaid(t('rules.removed', { name: rules[index]?.name || t('rules.unnamed') }));
  };
  const add = (): void => {
    const rule = newRule(list, rules);
    put([...rules, rule]);
    focus(`${list}-${rule.key}-name`);
  };
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t(`parameter.${list}`)}</legend>
      <p className={styles.hint}>{t(`rules.${list}`)}</p>
      <ol className={rows.list}>
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.key}
            list={list}
            rule={rule}
            index={index}
            count={rules.length}
            onChange={(part) => put(rules.with(index, { ...rule, ...part }))}
            onMove={(by) => move(index, by)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      <div>
        <Button
          id={`${list}-add`}
          variant="default"
          size="compact-sm"
          leftSection={<Icon name="plus" size={13} />}
          onClick={add}
        >
          {t(`rules.add.${list}`)}
        </Button>
      </div>
      <span className="hidden-text" aria-live="polite">
        {said}
      </span>
      <ParameterFooter name={list} />
    </fieldset>
  );
};

/** Moves the focus to an element once what was asked for is on the page. */
const useFocusAfter = (): ((id: string) => void) => {
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = null;
  });
  return (id) => {
    wanted.current = id;
  };
};
