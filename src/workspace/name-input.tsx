import { useId, useState } from 'react';

interface NameInputProps {
  initial: string;
  label: string;
  placeholder?: string;
  /** Takes the name, or says why it cannot. */
  onSubmit: (name: string) => string | null;
  /** Called when the input is to disappear. */
  onDone: () => void;
}

/** A name typed in place: Enter takes it, Escape leaves everything as it was. */
export function NameInput({ initial, label, placeholder, onSubmit, onDone }: NameInputProps) {
  const [name, setName] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();

  function submit() {
    const found = name === initial ? null : onSubmit(name.trim());
    setProblem(found);
    if (found === null) onDone();
  }

  return (
    <span className="name-input">
      <input
        className="input"
        value={name}
        placeholder={placeholder}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problemId}
        // The input appears because the person asked to type here.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        onFocus={(event) =>
          event.currentTarget.setSelectionRange(
            0,
            initial.lastIndexOf('.') > 0 ? initial.lastIndexOf('.') : initial.length,
          )
        }
        onClick={(event) => event.stopPropagation()}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={() => (problem === null && name !== initial && name.trim() !== '' ? submit() : onDone())}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') submit();
          else if (event.key === 'Escape') onDone();
        }}
      />
      <span id={problemId} className="name-input__problem" role="alert">
        {problem}
      </span>
    </span>
  );
}
