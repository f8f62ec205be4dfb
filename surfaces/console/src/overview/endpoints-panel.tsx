import { useQuery } from '@tanstack/react-query';
import { Answer } from '../components/answer.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { EndpointCard } from './endpoint-card.tsx';

/** What is live: every endpoint with what answers it. */
export const EndpointsPanel = () => {
  const { t } = useLanguage();
  const queries = useConsoleQueries();
  const endpoints = useQuery(queries.endpoints);
  const deployments = useQuery(queries.deployments).data;
  return (
    <Panel id="endpoints" title={t('endpoints.title')} count={endpoints.data?.length}>
      <Answer query={endpoints}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState command="npx slipway endpoint open <endpoint>">{t('endpoints.empty')}</EmptyState>
          ) : (
            <ul>
              {list.map((endpoint) => (
                <EndpointCard key={endpoint.name} endpoint={endpoint} deployments={deployments ?? null} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
};
