// How a source has been: its last record, what came by the hour, what was wrong, and whether its zone seems to be.

import { Link } from '@tanstack/react-router';
import { count } from '../figure';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { Hours } from './Hours';
import { type Health, reason, type Settings, type Source } from './sources';
import classes from './sources.module.css';

export function HealthView({ source, health }: { source: Source; health: Health }) {
  const { day, connection, folder } = health;
  const facts: [string, React.ReactNode][] = [
    [t('Last record'), health.last_at ? <span title={bothTimes(health.last_at)}>{ago(health.last_at)}</span> : t('never')],
    [t('Legs in 24 hours'), <span className="num">{count(day.legs)} <small>{t('{n} an hour', { n: Math.round((day.legs / 24) * 10) / 10 })}</small></span>],
    [t('Known already'), <span className="num">{count(day.repeated)}</span>],
    [t('Not read'), <span className="num">{count(day.quarantined)}</span>],
    [t('Without the secret'), <span className="num">{count(day.refused)}</span>],
    [t('Last error'), health.last_error ? <span title={bothTimes(health.last_error.at)}>{reason(health.last_error.code)} <small>{ago(health.last_error.at)}</small></span> : '–'],
  ];
  if (connection) facts.push([t('Connection'), <span title={bothTimes(connection.since)}>{connectionWords(connection.state)} <small>{ago(connection.since)}</small></span>]);
  if (folder) facts.push([t('Folder'), <span title={bothTimes(folder.since)}>{folder.state === 'watching' ? t('watched') : folder.state === 'failing' ? t('not read') : t('not begun')} <small>{folder.last_file?.file ?? ''}</small></span>]);
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
      {connection?.state === 'failing' && <div className={classes.note} data-tone="error" role="status">{t('We cannot connect to it: {why}.', { why: connection.last_error?.detail ?? '' })} <Link to={`/app/settings/sources/${source.id}`} search={{ tab: 'connection' } as never}>{t('Look at it')}</Link></div>}
      {folder?.state === 'failing' && <div className={classes.note} data-tone="error" role="status">{t('Its folder is not read as it should be: {why}.', { why: folder.last_error?.detail ?? '' })} <Link to={`/app/settings/sources/${source.id}`} search={{ tab: 'folder' } as never}>{t('Look at it')}</Link></div>}
      {health.silent && <div className={classes.note} data-tone="error" role="status">{t('It usually speaks, and has been silent for longer than it usually is.')}</div>}
      {Boolean(health.zone_off_min) && <ZoneNote source={source} off={health.zone_off_min ?? 0} />}
      {day.quarantined > 0 && <div className={classes.note}>{t('Some of what came could not be read.')} <Link to="/app/settings/quarantine" search={{ source_instance: source.name } as never}>{t('Look at it')}</Link></div>}
      <section className="panel"><div className="panel-body"><dl className={classes.facts}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl></div></section>
      <section className="panel">
        <div className="panel-head"><h2 className={classes.head}>{t('The last 48 hours')}</h2></div>
        <div className="panel-body"><Hours health={health} hours={48} className={classes.bars} /><p className="faint" style={{ margin: '6px 0 0', fontSize: 12.5 }}>{t('Legs and events by the hour; above them, in another colour, what could not be read or had no secret.')} <Link to="/app/calls" search={{ source_instance: source.name } as never}>{t('Its calls')}</Link></p></div>
      </section>
    </div>
  );
}

/** Of a connection that we open. */
function connectionWords(state: string): string {
  switch (state) {
    case 'connected': return t('connected');
    case 'connecting': return t('connecting');
    case 'failing': return t('not connected');
    default: return t('not begun');
  }
}

function ZoneNote({ source, off }: { source: Source; off: number }) {
  const minutes = Math.abs(off);
  const length = minutes % 60 === 0 ? t('{n} h', { n: minutes / 60 }) : t('{h} h {m} min', { h: Math.floor(minutes / 60), m: minutes % 60 });
  const zone = (source.settings as Settings).tz;
  return (
    <div className={classes.note} role="status">
      {t('Its latest calls seem to have ended {length} {way} they came: its time zone, now {zone}, is probably another one.', { length, way: off < 0 ? t('after') : t('before'), zone: typeof zone === 'string' ? zone : 'UTC' })}{' '}
      <Link to={`/app/settings/sources/${source.id}`} search={{ tab: 'settings' } as never}>{t('Set it')}</Link>
    </div>
  );
}
