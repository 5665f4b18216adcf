import { GlobeAmericasIcon } from '@patternfly/react-icons/dist/esm/icons/globe-americas-icon';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const MINUTE_MS = 60_000;
/** Younger than this a time is told by its age, as the console does. */
const RELATIVE_MS = 10.5 * MINUTE_MS;

/** A time in the user's language and zone, or its age while it is young; a dash when there is none. */
export function Timestamp(props: {
  timestamp: string | undefined;
  simple?: boolean;
  omitSuffix?: boolean;
}): ReactElement {
  const { timestamp, simple = false } = props;
  const { i18n } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS / 2);
    return () => clearInterval(timer);
  }, []);
  const date = timestamp === undefined ? undefined : new Date(timestamp);
  if (!date || Number.isNaN(date.getTime())) return <span data-test="timestamp">-</span>;
  const text = printTime(date, now, i18n.language);
  return (
    <span data-test="timestamp" title={date.toISOString()}>
      {!simple && <GlobeAmericasIcon aria-hidden />} {text}
    </span>
  );
}

function printTime(date: Date, now: number, language: string): string {
  const age = now - date.getTime();
  if (age >= 0 && age < RELATIVE_MS) {
    const minutes = Math.round(age / MINUTE_MS);
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-minutes, 'minute');
  }
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}
