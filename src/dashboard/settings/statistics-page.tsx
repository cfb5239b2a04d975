import type { JSX } from "preact";
import type { StatisticsDay } from "../../client/desk-api.ts";
import { LOCALE } from "../../ui/clock.ts";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { api } from "../session.ts";

const SERIES = [
  { key: "conversations", title: "Opened" },
  { key: "customerMessages", title: "Asked" },
  { key: "agentMessages", title: "Answered" },
] as const;

/** The last two weeks in numbers: a table whose cells are bars as well. */
export function StatisticsPage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.statistics());
  return (
    <section class="card">
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the statistics">
        {({ days }) => <StatisticsTable days={days} />}
      </LoadedView>
    </section>
  );
}

function StatisticsTable({ days }: { days: readonly StatisticsDay[] }): JSX.Element {
  return (
    <table class="statistics">
      <caption>
        The last {days.length} days, newest first: conversations opened, messages of customers, messages of
        ours
      </caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          {SERIES.map(({ key, title }) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr key={day.day}>
            <th scope="row">{dayName(day.day)}</th>
            {SERIES.map(({ key }) => (
              <td key={key}>
                <Bar value={day[key]} max={Math.max(1, ...days.map((each) => each[key]))} series={key} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          {SERIES.map(({ key }) => (
            <td key={key}>{days.reduce((sum, day) => sum + day[key], 0)}</td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

/** Drawn as SVG because the page's policy forbids style attributes. */
function Bar({ value, max, series }: { value: number; max: number; series: string }): JSX.Element {
  return (
    <span class="bar" data-series={series}>
      <span class="bar-value">{value}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width={(100 * value) / max} height="6" />
      </svg>
    </span>
  );
}

/** `day` is a date of the desk's calendar, `2026-11-24`; as UTC it stays that date everywhere. */
function dayName(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(LOCALE, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}
