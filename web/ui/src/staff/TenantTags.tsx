// The staff's tags of one tenant: shown, put on and taken off at once, with a way back.

import { TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { done, failed } from '../shell/notice';
import { t } from '../words';
import { useStaffMay } from './session';
import { tagOf, type Tenant, type TenantDetail, tenantQuery, tenantsChanged } from './tenants';
import classes from './staff.module.css';

type Change = { add: string[]; remove: string[] };

/** The tags after a change, in the order in which the server names them. */
export function tagsAfter(tags: string[], { add, remove }: Change): string[] {
  return [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])].sort();
}

export function TenantTags({ tenant }: { tenant: Tenant }) {
  const mayTag = useStaffMay()('tenants.note');
  const client = useQueryClient();
  const [text, setText] = useState('');
  const { queryKey } = tenantQuery(tenant.id);
  const change = useMutation({
    // One after the other: what is taken back is so after it was put on.
    scope: { id: `tags of ${tenant.id}` },
    mutationFn: (wanted: Change) => answer(api.POST('/admin/v1/tenants/{id}/tags', { params: { path: { id: tenant.id } }, body: wanted })),
    onMutate: (wanted) => {
      void client.cancelQueries({ queryKey });
      const before = client.getQueryData<TenantDetail>(queryKey);
      if (before) client.setQueryData<TenantDetail>(queryKey, { ...before, tenant: { ...before.tenant, tags: tagsAfter(before.tenant.tags, wanted) } });
      return before;
    },
    onError: (error, wanted, before) => {
      if (before) client.setQueryData(queryKey, before);
      // A tag that was refused can be put right.
      const [refused] = wanted.add;
      if (refused) setText(refused);
      failed(error);
    },
    onSettled: () => tenantsChanged(client),
  });
  const put = (tag: string) => {
    setText('');
    if (!tenant.tags.includes(tag)) change.mutate({ add: [tag], remove: [] });
  };
  const take = (tag: string) => change.mutate({ add: [], remove: [tag] }, { onSuccess: () => done(t('{tag} is off', { tag }), () => change.mutate({ add: [tag], remove: [] })) });
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Tags')}</h2></div>
      <div className="panel-body">
        <div className={classes.tags} style={{ flexWrap: 'wrap' }}>
          {tenant.tags.map((tag) => <span key={tag} className={classes.tag}><span className="foreign-line">{tag}</span>{mayTag && <button type="button" onClick={() => take(tag)} aria-label={t('Take {tag} off', { tag })}><IconX size={12} /></button>}</span>)}
          {tenant.tags.length === 0 && !mayTag && <span className="faint">{t('none')}</span>}
        </div>
        {mayTag && <form onSubmit={(event) => { event.preventDefault(); if (text.trim()) put(tagOf(text)); }}><TextInput size="xs" mt={tenant.tags.length > 0 ? 8 : 0} aria-label={t('Add a tag')} placeholder={t('Add a tag, then Enter')} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={40} /></form>}
      </div>
    </section>
  );
}
