import type { ResidualFigures } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { linePoints, PlotFrame } from '../components/plot-frame.tsx';
import { digitsFor, formatCount, formatFigure, formatInterval } from '../format/figures.ts';
import { type Domain, plotDomain } from '../judgement/plot-domain.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './figure-grid.module.css';

const domainOf = (values: readonly number[], reference: number | null = null): Domain =>
  plotDomain(
    values.map((value) => ({ value, lower: null, upper: null })),
    reference,
  );

const short = (value: number): string => String(Number(value.toPrecision(3))).replace('-', '−');

/** Where a regression errs: by prediction, how often by how much, and whether residuals are normal. */
export const ResidualCharts = ({ residuals }: { readonly residuals: ResidualFigures }) => (
  <>
    <div className={styles.grid}>
      <ByPrediction residuals={residuals} />
      <Histogram residuals={residuals} />
      <Quantiles residuals={residuals} />
    </div>
    <BinTable residuals={residuals} />
  </>
);

interface ChartProps {
  readonly residuals: ResidualFigures;
}

const ByPrediction = ({ residuals: { byPrediction } }: ChartProps) => {
  const { t } = useLanguage();
  const band = [
    ...byPrediction.map(({ meanPrediction, high }) => [meanPrediction, high] as const),
    ...byPrediction.toReversed().map(({ meanPrediction, low }) => [meanPrediction, low] as const),
  ];
  const x = domainOf(byPrediction.map(({ meanPrediction }) => meanPrediction));
  return (
    <div>
      <h3 className={styles.title}>{t('residuals.byPrediction')}</h3>
      <PlotFrame
        label={t('residuals.byPredictionChart')}
        x={{ title: t('residuals.prediction'), domain: x, format: short }}
        y={{
          title: t('residuals.residual'),
          domain: domainOf(
            byPrediction.flatMap(({ low, high }) => [low, high]),
            0,
          ),
          format: short,
        }}
      >
        {(place) => (
          <>
            <polygon data-band points={linePoints(band, place)} />
            <line data-line="ideal" x1={place.x(x[0])} x2={place.x(x[1])} y1={place.y(0)} y2={place.y(0)} />
            <polyline
              data-line="candidate"
              points={linePoints(
                byPrediction.map(({ meanPrediction, residual }) => [meanPrediction, residual.value ?? 0]),
                place,
              )}
            />
          </>
        )}
      </PlotFrame>
    </div>
  );
};

const Histogram = ({ residuals: { histogram, mean, deviation } }: ChartProps) => {
  const { t } = useLanguage();
  const most = Math.max(...histogram.map(({ rows }) => rows));
  return (
    <div>
      <h3 className={styles.title}>{t('residuals.histogram')}</h3>
      <PlotFrame
        label={t('residuals.histogramChart', { mean: short(mean), deviation: short(deviation) })}
        x={{
          title: t('residuals.residual'),
          domain: domainOf(histogram.flatMap(({ lower, upper }) => [lower, upper])),
          format: short,
        }}
        y={{ title: t('residuals.rows'), domain: [0, most * 1.05], format: formatCount }}
      >
        {(place) =>
          histogram.map(({ lower, upper, rows }) => (
            <rect
              key={lower}
              data-bar
              x={place.x(lower) + 0.4}
              width={Math.max(1, place.x(upper) - place.x(lower) - 0.8)}
              y={place.y(rows)}
              height={place.y(0) - place.y(rows)}
            />
          ))
        }
      </PlotFrame>
    </div>
  );
};

const Quantiles = ({ residuals: { quantiles } }: ChartProps) => {
  const { t } = useLanguage();
  if (quantiles.length === 0) return null;
  const domain = domainOf(quantiles.flat());
  return (
    <div>
      <h3 className={styles.title}>{t('residuals.quantiles')}</h3>
      <PlotFrame
        label={t('residuals.quantilesChart')}
        x={{ title: t('residuals.normal'), domain, format: short }}
        y={{ title: t('residuals.standardised'), domain, format: short }}
      >
        {(place) => (
          <>
            <line
              data-line="ideal"
              x1={place.x(domain[0])}
              y1={place.y(domain[0])}
              x2={place.x(domain[1])}
              y2={place.y(domain[1])}
            />
            {quantiles.map(([normal, residual]) => (
              <circle
                key={normal}
                data-mark="candidate"
                cx={place.x(normal)}
                cy={place.y(residual)}
                r={1.8}
              />
            ))}
          </>
        )}
      </PlotFrame>
    </div>
  );
};

const BinTable = ({ residuals: { byPrediction, deviation } }: ChartProps) => {
  const { t } = useLanguage();
  const digits = digitsFor(deviation);
  const columns = [
    { title: t('residuals.prediction') },
    { title: t('residuals.rows'), numeric: true },
    { title: t('residuals.residual'), numeric: true },
    { title: t('residuals.middle'), numeric: true },
  ];
  return (
    <DataTable caption={t('residuals.byPrediction')} columns={columns}>
      {byPrediction.map(({ lower, upper, rows, residual, low, high }) => (
        <tr key={`${lower}-${upper}`}>
          <th scope="row">
            {formatFigure(lower, digits)} … {formatFigure(upper, digits)}
          </th>
          <td data-numeric="true">{formatCount(rows)}</td>
          <td data-numeric="true">
            {formatFigure(residual.value, digits)} {formatInterval(residual, formatFigure, digits)}
          </td>
          <td data-numeric="true">
            {formatFigure(low, digits)} … {formatFigure(high, digits)}
          </td>
        </tr>
      ))}
    </DataTable>
  );
};
