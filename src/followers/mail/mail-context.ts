/** What writers know of the desk. The links are signed by the desk, which alone can read them again. */
export interface MailContext {
  readonly deskName: string;
  /** Where the desk is reached, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Leads the customer into the conversation on any device. */
  readonly resumeUrl: (subject: { customerId: number; conversationId: number }) => Promise<string>;
  /** Where the person's answers come in; undefined when they don't. */
  readonly replyAddress: (subject: {
    personId: number;
    conversationId: number;
  }) => Promise<string | undefined>;
  /** The whole conversation, as it can be downloaded. */
  readonly transcript: (conversationId: number) => Promise<{ text: string; html: string }>;
}
