-- What was noted so far does not say how the person came in: it is learned again.
DELETE FROM "known_browsers";
DELETE FROM "known_places";

-- AlterTable
ALTER TABLE "known_browsers" ADD COLUMN     "proven" BOOLEAN NOT NULL DEFAULT false;
