// The product's sign: the same four strokes as the favicon.

export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="#4a4ed1" />
      <g stroke="#fff" strokeWidth="2.6" strokeLinecap="round"><path d="M8 13.5v5" /><path d="M13.3 9v14" /><path d="M18.7 12v8" /><path d="M24 14.5v3" /></g>
    </svg>
  );
}
