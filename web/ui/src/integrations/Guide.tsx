// A guide as it reads: its steps, commands that can be copied, and the password in its place where it was just made.

import { ActionIcon, Skeleton } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useMemo } from 'react';
import { copy } from '../shell/copy';
import { Empty, Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Problem } from '../api/client';
import { t } from '../words';
import { type Block, blocks, type Inline } from './markdown';
import { guideQuery } from './sources';
import classes from './guide.module.css';

export function SourceGuide({ id, password }: { id: string; password?: string }) {
  const { data, error, refetch } = useQuery(guideQuery(id));
  if (error instanceof Problem && error.code === 'not_found') return <Empty title={t('There is no guide to this form')}>{t('Records in our own form are sent to POST /v1/calls; the documentation of the interface says how.')}</Empty>;
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={220} radius="md" />;
  return <Guide text={password ? data.replaceAll(':PASSWORD', `:${password}`) : data} />;
}

export function Guide({ text }: { text: string }) {
  const found = useMemo(() => blocks(text), [text]);
  // Its title is the page's.
  return <div className={classes.guide}><Blocks blocks={found.filter((block) => block.kind !== 'heading' || block.level > 1)} /></div>;
}

function Blocks({ blocks: all }: { blocks: Block[] }) {
  return <>{all.map((block, index) => <One key={index} block={block} />)}</>;
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading': return <h3><Words words={block.text} /></h3>;
    case 'code': return <Code text={block.text} />;
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}><Blocks blocks={item} /></li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'paragraph': return <p><Words words={block.text} /></p>;
  }
}

function Code({ text }: { text: string }) {
  return (
    <div className={classes.code}>
      <pre tabIndex={0}>{text}</pre>
      <ActionIcon className={`${classes.copy} no-print`} onClick={() => void copy(text).then((copied) => { if (copied) done(t('Copied')); })} aria-label={t('Copy')}><IconCopy size={15} /></ActionIcon>
    </div>
  );
}

function Words({ words }: { words: Inline[] }) {
  return (
    <>
      {words.map((word, index) => {
        switch (word.kind) {
          case 'code': return <code key={index}>{word.text}</code>;
          case 'strong': return <strong key={index}>{word.text}</strong>;
          case 'emphasis': return <em key={index}>{word.text}</em>;
          case 'link': return /^https?:/.test(word.to) ? <a key={index} href={word.to} target="_blank" rel="noopener noreferrer">{word.text}</a> : <span key={index}>{word.text}</span>;
          default: return <Fragment key={index}>{word.text}</Fragment>;
        }
      })}
    </>
  );
}
