import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './command-line.module.css';
import { Icon } from './icon.tsx';

/** A command to run next, ready to be copied. */
export const CommandLine = ({ command }: { readonly command: string }) => {
  const { t } = useLanguage();
  const clipboard = useClipboard({ timeout: 2000 });
  const label = clipboard.copied ? t('command.copied') : t('command.copy', { command });
  return (
    <span className={styles.line}>
      <code className={styles.command}>{command}</code>
      <Tooltip label={clipboard.copied ? label : t('command.copyShort')} openDelay={300} withinPortal={false}>
        <ActionIcon
          variant="subtle"
          size={26}
          aria-label={label}
          className={styles.copy}
          onClick={() => clipboard.copy(command)}
        >
          <Icon name={clipboard.copied ? 'check' : 'copy'} size={14} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
};
