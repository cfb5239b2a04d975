/** The form of a conversation while it is on its way. */
export function Skeleton() {
  return (
    <div class="skeleton">
      <span class="only-heard">Loading the conversation</span>
      <i />
      <i />
      <i />
    </div>
  );
}
