// Choosing tags by typing; what there is not yet is made on the spot.

import { Popover } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answer, api } from '../api/client';
import { failed } from '../shell/notice';
import { t } from '../words';
import { COLORS, dotOf, type Tag, tagsQuery } from './tags';
import classes from './tags.module.css';

type Props = { opened: boolean; setOpened: (open: boolean) => void; chosen: string[]; choose: (tag: Pick<Tag, 'id' | 'name' | 'color'>) => void; canMake?: boolean; children: ReactNode };

export function TagPicker({ opened, setOpened, chosen, choose, canMake = true, children }: Props) {
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={240} shadow="md" radius="md" trapFocus returnFocus>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p={6}><List chosen={chosen} choose={choose} canMake={canMake} /></Popover.Dropdown>
    </Popover>
  );
}

function List({ chosen, choose, canMake }: Pick<Props, 'chosen' | 'choose' | 'canMake'>) {
  const client = useQueryClient();
  const { data: tags } = useQuery(tagsQuery);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = text.trim();
  const found = (tags ?? []).filter((tag) => tag.name.toLowerCase().includes(wanted.toLowerCase()));
  // Before it is known which there are, nobody knows whether this is a new one.
  const isNew = canMake && tags !== undefined && wanted !== '' && !wanted.includes(',') && !tags.some((tag) => tag.name.toLowerCase() === wanted.toLowerCase());
  const count = found.length + (isNew ? 1 : 0);
  const now = Math.min(at, Math.max(0, count - 1));
  const make = useMutation({
    // Colours take turns, so that tags tell themselves apart without being painted by hand.
    mutationFn: () => answer(api.POST('/v1/tags', { body: { name: wanted, color: COLORS[1 + ((tags?.length ?? 0) * 5) % (COLORS.length - 1)] } })),
    onSuccess: (tag) => { setText(''); void client.invalidateQueries({ queryKey: tagsQuery.queryKey }); choose(tag); },
    onError: (error) => failed(error),
  });
  const take = (index: number) => { const tag = found[index]; if (tag) choose(tag); else if (isNew) make.mutate(); };
  const keys = (event: React.KeyboardEvent) => {
    // A word that is still being put together has the keys.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count > 0) { event.preventDefault(); setAt((now + step + count) % count); }
    if (event.key === 'Enter') { event.preventDefault(); take(now); }
  };
  return (
    <>
      <input className={classes.find} data-autofocus value={text} onChange={(event) => { setText(event.currentTarget.value); setAt(0); }} onKeyDown={keys} placeholder={canMake ? t('Find or make a tag') : t('Find a tag')} aria-label={t('Tag')} maxLength={50} role="combobox" aria-expanded="true" aria-controls="tag-list" aria-activedescendant={count > 0 ? `tag-${now}` : undefined} autoComplete="off" />
      <div id="tag-list" role="listbox" aria-label={t('Tags')} aria-multiselectable="true" className={classes.list}>
        {found.map((tag, index) => (
          <div key={tag.id} id={`tag-${index}`} role="option" aria-selected={chosen.includes(tag.id)} data-now={index === now || undefined} className={classes.option} onMouseMove={() => setAt(index)} onClick={() => choose(tag)}>
            <i style={{ background: dotOf(tag.color) }} /><span className="foreign-line">{tag.name}</span>{chosen.includes(tag.id) ? <IconCheck size={14} aria-hidden /> : <span className="faint num">{tag.calls}</span>}
          </div>
        ))}
        {isNew && <div id={`tag-${found.length}`} role="option" aria-selected={false} data-now={now === found.length || undefined} className={classes.option} onClick={() => make.mutate()}><IconPlus size={14} aria-hidden /><span className="foreign-line">{t('Make “{name}”', { name: wanted })}</span></div>}
        {count === 0 && tags && <div className={classes.none}>{tags.length === 0 ? t('There is no tag yet') : t('No tag matches')}</div>}
      </div>
      <div className={classes.foot}><Link to="/app/tags">{t('All tags')}</Link></div>
    </>
  );
}
