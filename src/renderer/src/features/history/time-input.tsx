interface TimeInputProps {
  readonly label: string;
  /** ISO 8601. */
  readonly value: string;
  readonly onChange: (iso: string) => void;
}

/** A moment of the past, in the person's own time zone. What is no moment is passed over. */
export function TimeInput({ label, value, onChange }: TimeInputProps) {
  return (
    <input
      type="datetime-local"
      className="input time-input"
      aria-label={label}
      defaultValue={localTime(value)}
      max={localTime(new Date().toISOString())}
      onChange={({ target }) => {
        const at = new Date(target.value);
        if (target.value !== '' && !Number.isNaN(at.getTime())) onChange(at.toISOString());
      }}
    />
  );
}

/** As the browser's field wants it: local, without a zone. */
function localTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
