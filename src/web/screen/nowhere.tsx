import { Heading } from '../part/screen.tsx';
import { Link } from '../route/navigation.tsx';

/** An address that is none of ours. */
export function Nowhere() {
  return (
    <div class="empty">
      <Heading title="There is no such page" />
      <p class="empty-text">
        The address may be mistyped. Start again at <Link to={{ name: 'now' }}>Now</Link>, or look among all{' '}
        <Link to={{ name: 'changes', filter: {} }}>changes</Link>.
      </p>
    </div>
  );
}
