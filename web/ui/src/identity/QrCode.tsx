// A QR code as one path. Black on white in both schemes: cameras need it so.

import { encode } from 'uqr';
import { t } from '../words';
import classes from './team.module.css';

export default function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { border: 0 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('QR code of the secret')} shapeRendering="crispEdges"><path d={path} fill="#000" /></svg>;
}
