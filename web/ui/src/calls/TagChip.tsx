// A tag as a small word with a dot of its colour.

import { dotOf, type Tag } from './tags';
import classes from './tags.module.css';

export function TagChip({ tag }: { tag: Pick<Tag, 'name' | 'color'> }) {
  return <span className={classes.chip} title={tag.name}><i style={{ background: dotOf(tag.color) }} /><span className="foreign-line">{tag.name}</span></span>;
}
