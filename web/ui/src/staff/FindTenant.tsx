// One tenant of all, found as one types.

import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { t } from '../words';

export function FindTenant({ value, choose }: { value: string | null; choose: (id: string | null) => void }) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery({ queryKey: ['staff', 'tenants', 'find', q], queryFn: async () => (await answer(api.GET('/admin/v1/tenants', { params: { query: { q: q || undefined, limit: 20 } } }))).data, placeholderData: (before) => before });
  return (
    <Select
      label={t('Tenant')} placeholder={t('Name, sub-domain, id, or a member’s address')} data={(found.data ?? []).map((each) => ({ value: each.id, label: each.name }))} value={value} onChange={choose}
      searchable onSearchChange={setTyped} filter={({ options }) => options} nothingFoundMessage={t('No tenant fits')} required data-autofocus
    />
  );
}
