-- AlterTable
ALTER TABLE "authenticators" ADD COLUMN     "method" TEXT;

-- AlterTable
ALTER TABLE "signing_keys" ADD COLUMN     "purpose" TEXT NOT NULL DEFAULT 'issuer';

-- CreateTable
CREATE TABLE "secret_keys" (
    "id" TEXT NOT NULL,
    "application_id" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "secret_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_up_users" (
    "user_id" TEXT NOT NULL,
    "application_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "email" TEXT,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "phone" TEXT,
    "phone_verified" BOOLEAN NOT NULL DEFAULT false,
    "username" TEXT,

    CONSTRAINT "step_up_users_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "action_configs" (
    "application_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "default_outcome" TEXT NOT NULL,
    "methods" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "default_method" TEXT,
    "require_enrollment" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "action_configs_pkey" PRIMARY KEY ("application_id","code")
);

-- CreateTable
CREATE TABLE "actions" (
    "id" TEXT NOT NULL,
    "application_id" TEXT NOT NULL,
    "user_id" TEXT,
    "subject" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_updated_at" TIMESTAMPTZ(3) NOT NULL,
    "method" TEXT,
    "verified_by" TEXT,
    "enrolled" BOOLEAN NOT NULL,
    "methods" TEXT[],
    "default_method" TEXT,
    "rules" JSONB NOT NULL DEFAULT '[]',
    "request" JSONB NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action_challenges" (
    "id" TEXT NOT NULL,
    "action_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "authenticator_id" TEXT,
    "address" TEXT,
    "channel" TEXT,
    "state" JSONB,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sends" INTEGER NOT NULL DEFAULT 0,
    "resend_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "consumed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "action_challenges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action_results" (
    "id" TEXT NOT NULL,
    "action_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "satisfies" BOOLEAN NOT NULL DEFAULT true,
    "validated_at" TIMESTAMPTZ(3),
    "validated_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "action_results_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "secret_keys_key_hash_key" ON "secret_keys"("key_hash");

-- CreateIndex
CREATE INDEX "secret_keys_application_id_idx" ON "secret_keys"("application_id");

-- CreateIndex
CREATE INDEX "step_up_users_application_id_email_idx" ON "step_up_users"("application_id", "email");

-- CreateIndex
CREATE INDEX "step_up_users_application_id_phone_idx" ON "step_up_users"("application_id", "phone");

-- CreateIndex
CREATE INDEX "step_up_users_application_id_username_idx" ON "step_up_users"("application_id", "username");

-- CreateIndex
CREATE UNIQUE INDEX "step_up_users_application_id_external_id_key" ON "step_up_users"("application_id", "external_id");

-- CreateIndex
CREATE INDEX "actions_user_id_created_at_idx" ON "actions"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "actions_application_id_created_at_idx" ON "actions"("application_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "actions_application_id_subject_code_idempotency_key_key" ON "actions"("application_id", "subject", "code", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "action_challenges_action_id_method_key" ON "action_challenges"("action_id", "method");

-- CreateIndex
CREATE INDEX "action_results_action_id_idx" ON "action_results"("action_id");

-- AddForeignKey
ALTER TABLE "secret_keys" ADD CONSTRAINT "secret_keys_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_up_users" ADD CONSTRAINT "step_up_users_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step_up_users" ADD CONSTRAINT "step_up_users_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_configs" ADD CONSTRAINT "action_configs_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "actions" ADD CONSTRAINT "actions_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "applications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_challenges" ADD CONSTRAINT "action_challenges_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "actions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_results" ADD CONSTRAINT "action_results_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "actions"("id") ON DELETE CASCADE ON UPDATE CASCADE;


