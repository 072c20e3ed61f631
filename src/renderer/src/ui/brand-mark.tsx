/** The ship of the brand. Decoration: the name stands beside it. */
export function BrandMark({ size }: { readonly size: number }) {
  return (
    <svg
      className="brand-mark"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={size > 32 ? 1.2 : 1.7}
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 13h16l-2.2 4H4.2z" />
      <path d="M10 2v9M10 3.2 15.5 10H10M8.2 5.5 4.5 10h3.7z" />
    </svg>
  );
}
