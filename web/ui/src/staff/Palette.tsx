// The staff's palette: the pages, what can be done, and tenants by name, sub-domain or a member's address.

import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { useAllCommands } from '../shell/commands';
import Palette, { type Item, rank } from '../shell/Palette';
import { t } from '../words';
import { useStaffMay } from './session';

export default function StaffPalette({ close }: { close: () => void }) {
  return <Palette close={close} useFound={useFound} />;
}

function useFound(text: string): Item[] {
  const navigate = useNavigate();
  const allowed = useStaffMay();
  const commands = useAllCommands();
  const [settled] = useDebouncedValue(text, 150);
  const { data } = useQuery({
    queryKey: ['staff', 'palette', settled],
    enabled: settled.length > 0 && allowed('tenants.read'),
    queryFn: () => answer(api.GET('/admin/v1/tenants', { params: { query: { q: settled, sort: 'name', limit: 6 } } })),
    placeholderData: (before) => before,
  });
  const tenants = (settled && text ? data?.data ?? [] : []).map((tenant): Item => ({
    id: `tenant:${tenant.id}`, icon: 'go', group: t('Tenants'), title: tenant.name, aside: tenant.plan, run: () => void navigate({ to: '/staff/tenants/$id', params: { id: tenant.id } }),
  }));
  const fitting = commands.filter((command) => !command.silent)
    .map((command) => ({ command, of: rank(command, text.toLowerCase()) })).filter((each) => each.of > 0).sort((a, b) => (text ? b.of - a.of : 0))
    .map(({ command }): Item => ({ ...command, id: `command:${command.id}`, icon: 'go' }));
  const order = [...new Set(fitting.map((item) => item.group))];
  return [...tenants, ...fitting.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))];
}
