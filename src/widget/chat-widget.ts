/** What an embedding page may choose. As data attributes of the script they are spelled `data-customer-id` and so on. */
export interface ChatWidgetOptions {
  /** The desk's origin, such as `https://desk.example.com`; the page's own by default. */
  baseUrl?: string | undefined;
  /** A short-lived JWT by the page's backend that says who the customer is. */
  identity?: string | undefined;
  /** The page's own name for the customer: keeps several people on one device apart, and proves nothing. */
  customerId?: string | undefined;
  /** Show this conversation rather than the newest open one. */
  conversationId?: string | undefined;
  /** Who is to answer: the slug of a team, as the dashboard shows it; the desk's default team otherwise. */
  team?: string | undefined;
  /** Labels for the conversations that begin here, such as `"billing, german"`: they choose by skills who answers. At most ten count. */
  labels?: string | readonly string[] | undefined;
  /** What the bell is called, "Chat with us" by default. */
  label?: string | undefined;
  /** The page's own accent, any CSS colour; what stands on it is made black or white, whichever can be read. */
  color?: string | undefined;
  /** The corner of the bell, `left` or `right`; by default where lines end, so at the left of a right-to-left page. */
  position?: string | undefined;
}

/** A widget in a page. */
export interface ChatWidget {
  /** Opens the chat and puts the focus into it. */
  open(): void;
  /** Closes the chat; messages still arrive and are counted on the bell. */
  close(): void;
  /** Disconnects and takes the widget out of the page. */
  remove(): void;
}

/** What the bell lends the chat that it opens. */
export interface ChatPlace {
  options: ChatWidgetOptions;
  shadow: ShadowRoot;
  /** The element in the shadow root that wears the tokens; bell and panel are its children. */
  frame: HTMLElement;
  bell: HTMLButtonElement;
  /** The bell's icon: a path on a grid of 24. */
  icon: SVGPathElement;
}

/** A chat once its chunk was loaded. */
export interface OpenedChat extends ChatWidget {
  readonly isOpen: boolean;
  /** The widget was taken out of the page, such as by a body swap, and put back. */
  reattached(): void;
}

/** The chunk that the first click loads. */
export interface ChatModule {
  /** Starts the chat; opened with the focus in it when `byHand`, else as it was left on the page before. */
  startChat(place: ChatPlace, byHand: boolean): OpenedChat;
}
