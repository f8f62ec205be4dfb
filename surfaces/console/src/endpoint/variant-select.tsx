import { NativeSelect } from '@mantine/core';
import { useParameterEditor } from './parameter-editor.tsx';
import { variantOptions } from './variant-options.ts';

interface VariantSelectProps {
  readonly label: string;
  readonly field: string;
  readonly value: string;
  /** What it means to choose none. */
  readonly none: string;
  readonly onChange: (variant: string) => void;
}

/** Choice of one of the endpoint's variants. */
export const VariantSelect = ({ label, field, value, none, onChange }: VariantSelectProps) => {
  const { endpoint, problemAt } = useParameterEditor();
  return (
    <NativeSelect
      label={label}
      data-field={field}
      value={value}
      error={problemAt(field)}
      data={[{ value: '', label: none }, ...variantOptions(endpoint, value)]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
