/** Sign-ins with model vendors: what they are, how they are kept, and how those that expire are renewed. No secret leaves but through {@link dev.paddock.account.SignIn}. */
@NullMarked
package dev.paddock.account;

import org.jspecify.annotations.NullMarked;
