package dev.paddock.account;

/** An account with its secret, for the one that makes the credential of a request of it. */
public record SignIn(Account account, Secret secret) {}
