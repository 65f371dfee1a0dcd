// A panel that waits, fails and is empty by itself: the rest of the page stays alive.

import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from '../shell/Failure';
import classes from './overview.module.css';

export function Panel<T>({ title, aside, query, height, children }: { title: string; aside?: ReactNode; query: UseQueryResult<T>; height: number; children: (data: T) => ReactNode }) {
  return (
    <section className="panel" aria-busy={query.isPending}>
      <div className={`panel-head ${classes.top}`}><h2 className={classes.head}>{title}</h2>{aside}</div>
      <div className="panel-body" style={{ opacity: query.isPlaceholderData ? 0.55 : 1 }}>
        {query.error && !query.data ? <Failure error={query.error} retry={() => void query.refetch()} /> : query.data ? children(query.data) : <Skeleton height={height} />}
      </div>
    </section>
  );
}
