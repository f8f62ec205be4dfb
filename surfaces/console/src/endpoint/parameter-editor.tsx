import type { Endpoint, ParameterChange } from '@slipway/contracts';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { type TextKey, useLanguage } from '../language/language-provider.tsx';
import {
  type FieldProblem,
  isWithin,
  problemKey,
  problemText,
  serverProblems,
} from '../parameters/field-problem.ts';
import {
  draftChange,
  draftForm,
  EMPTY_DRAFT,
  type ParameterDraft,
  setField,
  undoField,
  unsetField,
} from '../parameters/parameter-draft.ts';
import type { ParameterForm, ParameterKey } from '../parameters/parameter-form.ts';

/** The serving parameters of one endpoint while a person changes them. */
export interface ParameterEditor {
  readonly endpoint: Endpoint;
  readonly form: ParameterForm;
  /** What would be sent; empty until something differs from what is in force. */
  readonly change: ParameterChange;
  readonly changed: ReadonlySet<ParameterKey>;
  /** Whether a revision or this draft sets it; otherwise the default of the gateway is in force. */
  isSet(key: ParameterKey): boolean;
  set<K extends ParameterKey>(key: K, value: ParameterForm[K]): void;
  unset(key: ParameterKey): void;
  undo(key: ParameterKey): void;
  clear(): void;
  /** All that is wrong, for the list of what is to be done. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
  problemAt(...paths: readonly string[]): string | undefined;
  /** From now on fields that are still empty are named too; false when the change cannot be sent as it is. */
  attempt(): boolean;
  refused(error: Error): void;
  /** Revision that the person compares with, and whether another one is in force by now. */
  readonly base: number;
  readonly overtaken: boolean;
  rebase(): void;
}

const EditorContext = createContext<ParameterEditor | null>(null);

/** While a person still types, an empty field is nothing to complain about. */
const PATIENT: ReadonlySet<TextKey> = new Set(['problem.empty', 'problem.nothingSet']);

interface Refusal {
  readonly problems: readonly FieldProblem[];
  readonly draft: ParameterDraft;
}

const useEditor = (endpoint: Endpoint): ParameterEditor => {
  const { t } = useLanguage();
  const { values, revision } = endpoint.parameters;
  const [draft, setDraft] = useState<ParameterDraft>(EMPTY_DRAFT);
  const [base, setBase] = useState(revision);
  const [attempted, setAttempted] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useMemo(() => draftForm(values, draft), [values, draft]);
  const { change, problems: local } = useMemo(() => draftChange(values, draft), [values, draft]);
  const untouched = Object.keys(draft.fields).length === 0 && draft.unset.length === 0;
  const touch = (next: (draft: ParameterDraft) => ParameterDraft): void => {
    if (untouched) setBase(revision);
    setDraft(next);
  };
  const clear = (): void => {
    setDraft(EMPTY_DRAFT);
    setAttempted(false);
    setRefusal(null);
  };
  // What the server found wrong stands until that parameter is edited again.
  const told = (refusal?.problems ?? []).filter((problem) => {
    const key = problemKey(problem) as ParameterKey;
    return refusal?.draft.fields[key] === draft.fields[key];
  });
  const wording = (problem: FieldProblem) => ({
    field: problem.field,
    message: problemText(problem, t),
  });
  const shown = [
    ...local.filter((problem) => attempted || !('text' in problem && PATIENT.has(problem.text))),
    ...told,
  ];
  return {
    endpoint,
    form,
    change,
    changed: new Set([...Object.keys(change.values), ...change.unset] as ParameterKey[]),
    isSet: (key) =>
      !draft.unset.includes(key) && (draft.fields[key] !== undefined || values[key] !== undefined),
    set: (key, value) => touch((before) => setField(before, key, value)),
    unset: (key) => touch((before) => unsetField(before, key)),
    undo: (key) => touch((before) => undoField(before, key)),
    clear,
    problems: shown.map(wording),
    problemAt: (...paths) => {
      const found = shown.find((problem) => paths.some((path) => isWithin(problem, path)));
      return found && problemText(found, t);
    },
    attempt: () => {
      setAttempted(true);
      return local.length === 0;
    },
    refused: (error) => setRefusal({ problems: serverProblems(error), draft }),
    base: untouched ? revision : base,
    overtaken: !untouched && base !== revision,
    rebase: () => setBase(revision),
  };
};

interface ParameterEditingProps {
  readonly endpoint: Endpoint;
  readonly children: ReactNode;
}

/** Keeps what a person changes while the page reads on. */
export const ParameterEditing = ({ endpoint, children }: ParameterEditingProps) => (
  <EditorContext value={useEditor(endpoint)}>{children}</EditorContext>
);

export const useParameterEditor = (): ParameterEditor => {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error('useParameterEditor needs ParameterEditing above it');
  return editor;
};
