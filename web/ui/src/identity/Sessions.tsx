// Where people are signed in, and how to end it: within a second, everywhere.

import { Button, Group as Row, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconDeviceDesktop, IconDeviceMobile, IconTerminal2 } from '@tabler/icons-react';
import { answer, api, type Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { membersQuery } from './team';

type Session = Schemas['Session'];

export function TeamSessions() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ['team-sessions'], queryFn: async () => (await answer(api.GET('/v1/team/sessions'))).data });
  const { data: members } = useQuery(membersQuery);
  const end = useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/v1/team/sessions/{id}', { params: { path: { id } } })),
    onSuccess: () => { done(t('The session has ended')); void client.invalidateQueries({ queryKey: ['team-sessions'] }); },
    onError: (refused) => failed(refused),
  });
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={200} radius="md" />;
  const who = (session: Session) => { const member = members?.find((each) => each.id === session.person_id); return member?.name || member?.email || '…'; };
  return <div className="panel scroll-x"><SessionTable sessions={data} who={who} end={(id) => end.mutate(id)} /></div>;
}

export function OwnSessions() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ['own-sessions'], queryFn: async () => (await answer(api.GET('/v1/auth/sessions'))).data });
  const again = () => void client.invalidateQueries({ queryKey: ['own-sessions'] });
  const end = useMutation({ mutationFn: (id: string) => answer(api.DELETE('/v1/auth/sessions/{id}', { params: { path: { id } } })), onSuccess: () => { done(t('The session has ended')); again(); }, onError: (refused) => failed(refused) });
  const others = useMutation({ mutationFn: () => answer(api.DELETE('/v1/auth/sessions')), onSuccess: ({ ended }) => { done(many(ended, '{n} session ended', '{n} sessions ended')); again(); }, onError: (refused) => failed(refused) });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} />;
  return (
    <>
      <div className="scroll-x"><SessionTable sessions={data} end={(id) => end.mutate(id)} /></div>
      {data.length > 1 && <Row mt="sm"><Button variant="default" loading={others.isPending} onClick={() => others.mutate()}>{t('End all others')}</Button></Row>}
    </>
  );
}

function SessionTable({ sessions, who, end }: { sessions: Session[]; who?: (session: Session) => string; end: (id: string) => void }) {
  return (
    <table className="rows">
      <thead><tr>{who && <th>{t('Member')}</th>}<th>{t('Program')}</th><th>{t('From')}</th><th>{t('Last seen')}</th><th>{t('Ends')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
      <tbody>
        {sessions.map((session) => {
          const { name, Icon } = program(session);
          return (
            <tr key={session.id}>
              {who && <td className="foreign" style={{ fontWeight: 550 }}>{who(session)}</td>}
              <td title={session.user_agent}><Row gap={8} wrap="nowrap"><Icon size={16} color="var(--mantine-color-dimmed)" aria-hidden /><span className="foreign-line" style={{ maxWidth: 220 }}>{name}</span>{session.second_factor && <Tag tone="ok">{t('2 factors')}</Tag>}</Row></td>
              <td className="mono">{session.address || '–'}</td>
              <td title={bothTimes(session.last_seen_at)}>{ago(session.last_seen_at)}</td>
              <td title={bothTimes(session.expires_at)}>{ago(session.expires_at)}</td>
              <td className="end">{session.current ? <Tag tone="accent">{t('this one')}</Tag> : <Button variant="subtle" color="red" size="compact-sm" onClick={() => end(session.id)}>{t('End')}</Button>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** `Firefox on Linux`, as far as it says so itself. */
export function program({ user_agent: agent, kind }: Pick<Session, 'user_agent' | 'kind'>): { name: string; Icon: typeof IconTerminal2 } {
  const browser = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([sign]) => agent.includes(sign ?? ''))?.[1];
  const system = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([sign]) => agent.includes(sign ?? ''))?.[1];
  if (!browser) return { name: agent || (kind === 'token' ? t('a program') : t('a browser')), Icon: IconTerminal2 };
  return { name: system ? t('{browser} on {system}', { browser, system }) : browser, Icon: system && ['Android', 'iPhone', 'iPad'].includes(system) ? IconDeviceMobile : IconDeviceDesktop };
}
