import { useState } from 'preact/hooks';
import { Dialog } from '../part/dialog.tsx';
import { areKeysOn, keyGroups, setKeysOn } from './use-keys.ts';

/** Every key that works on this screen, and the switch for all of them. */
export function CheatSheet({ close }: { readonly close: () => void }) {
  const [isOn, setIsOn] = useState(areKeysOn);
  return (
    <Dialog title="Keys" close={close}>
      {keyGroups().map((group) => (
        <section key={group.name}>
          <h3>{group.name}</h3>
          <dl class="keys">
            {group.bindings.map(({ key, label }) => (
              <div key={key}>
                <dt>
                  {key.split(' ').map((one) => (
                    <kbd key={one}>{one}</kbd>
                  ))}
                </dt>
                <dd>{label}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            setKeysOn(event.currentTarget.checked);
            setIsOn(event.currentTarget.checked);
          }}
        />
        Single keys work on this device
      </label>
    </Dialog>
  );
}
