// The frame of every page outside the app: the form at one side, what this is about at the other.

import { type ReactNode, useEffect } from 'react';
import { Mark } from '../shell/Mark';
import { t } from '../words';
import classes from './door.module.css';

export function Door({ title, lead, children, foot }: { title: string; lead?: ReactNode; children?: ReactNode; foot?: ReactNode }) {
  useEffect(() => { document.title = `${title} · AudiaPro`; }, [title]);
  return (
    <div className={classes.door}>
      <main className={classes.side}>
        <a href="/" className={classes.brand}><Mark size={26} /> AudiaPro</a>
        <div className={classes.form}>
          <h1 className={classes.title}>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
          {children}
          {foot && <div className={classes.foot}>{foot}</div>}
        </div>
        <p className={classes.legal}>{t('Everything is computed on this machine. No audio, no text and no number leaves it.')}</p>
      </main>
      <aside className={classes.scene} aria-hidden="true">
        <Scene />
      </aside>
    </div>
  );
}

/** Two voices, as the product draws them: one above the line, one below. */
function Scene() {
  const bars = Array.from({ length: 64 }, (_, index) => {
    const turn = Math.sin(index / 7.3) + Math.sin(index / 3.1 + 1) * 0.35;
    const swell = Math.abs(Math.sin(index * 1.7) * 0.5 + Math.sin(index * 0.61 + 2) * 0.5);
    return { up: turn > -0.12 ? 10 + swell * 92 * Math.min(1, turn + 0.5) : 3, down: turn < 0.12 ? 10 + swell * 92 * Math.min(1, 0.5 - turn) : 3 };
  });
  return (
    <div className={classes.sceneInner}>
      <svg viewBox="0 0 640 260" className={classes.wave} preserveAspectRatio="xMidYMid meet">
        {bars.map((bar, index) => (
          <g key={index}>
            <rect x={index * 10 + 2} y={126 - bar.up} width="5" height={bar.up} rx="2.5" fill={index < 27 ? '#c9b8ff' : '#7a63d6'} />
            <rect x={index * 10 + 2} y={134} width="5" height={bar.down} rx="2.5" fill={index < 27 ? '#7ee7d3' : '#2f8f87'} />
          </g>
        ))}
        <line x1="272" x2="272" y1="8" y2="252" stroke="#fff" strokeWidth="1.5" opacity="0.85" />
        <circle cx="272" cy="8" r="4" fill="#fff" />
      </svg>
      <p className={classes.quote}>{t('Hear what your calls say.')}</p>
      <p className={classes.sub}>{t('Every conversation written down, every figure open to the calls behind it.')}</p>
    </div>
  );
}
